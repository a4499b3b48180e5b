/** API keys and usage plans: who may call a stage, how fast and how often. Counted in twin time. */
import * as z from "zod";
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import { ofType, properties } from "./properties.ts";
import { Refusal } from "./refusal.ts";
import { type Throttle, tokenBucket } from "./token-bucket.ts";

const ApiKey = z.object({ value: z.string().nullish(), enabled: z.boolean().nullish() });
const UsagePlanKey = z.object({ keyId: z.string(), usagePlanId: z.string() });
const Limits = z.object({ rateLimit: z.number().nullish(), burstLimit: z.number().nullish() });
const UsagePlan = z.object({
  apiStages: z
    .array(
      z.object({
        apiId: z.string(),
        stage: z.string(),
        throttles: z.array(Limits.extend({ path: z.string() })).nullish(),
      }),
    )
    .nullish(),
  quotaSettings: z
    .object({
      limit: z.number(),
      /** Requests already taken off the first period. */
      offset: z.number().nullish(),
      period: z.enum(["DAY", "WEEK", "MONTH"]),
    })
    .nullish(),
  throttleSettings: Limits.nullish(),
});

export interface KeyUse {
  readonly apiId: string;
  readonly stage: string;
  /** "webhook/{clientId}/POST" */
  readonly methodPath: string;
  readonly keyValue: string | undefined;
}

export function createUsage(resources: readonly GraphResource[], clock: Clock) {
  const keys = ofType(resources, "aws:apigateway/apiKey:ApiKey").map((resource) => ({
    id: resource.id,
    ...properties(resource, ApiKey),
  }));
  const plans = ofType(resources, "aws:apigateway/usagePlan:UsagePlan").map((resource) => ({
    id: resource.id,
    ...properties(resource, UsagePlan),
  }));
  const links = ofType(resources, "aws:apigateway/usagePlanKey:UsagePlanKey").map((resource) =>
    properties(resource, UsagePlanKey),
  );
  const buckets = new Map<string, () => boolean>();
  const counts = new Map<string, { period: string; used: number }>();

  /** @throws Refusal FORBIDDEN, THROTTLED, QUOTA_EXCEEDED */
  return function admit(use: KeyUse): { readonly keyId: string } {
    const key = keys.find((one) => use.keyValue && one.value === use.keyValue && one.enabled !== false);
    if (!key) throw new Refusal("FORBIDDEN", { why: "the API key is missing, unknown or disabled" });
    const plan = plans.find(
      (one) =>
        links.some((link) => link.keyId === key.id && link.usagePlanId === one.id) &&
        one.apiStages?.some((at) => at.apiId === use.apiId && at.stage === use.stage),
    );
    if (!plan) throw new Refusal("FORBIDDEN", { why: "the API key is in no usage plan of this stage" });
    const stage = plan.apiStages?.find((at) => at.apiId === use.apiId && at.stage === use.stage);
    const own = stage?.throttles?.find((one) => one.path.replace(/^\//, "") === use.methodPath);
    const limit = throttle(own ?? plan.throttleSettings);
    const bucketKey = [plan.id, key.id, own ? use.methodPath : ""].join(" ");
    if (limit && !bucket(bucketKey, limit)()) throw new Refusal("THROTTLED");
    if (plan.quotaSettings) {
      const { limit: most, offset, period } = plan.quotaSettings;
      const countKey = `${plan.id} ${key.id}`;
      const now = periodOf(period, clock.now());
      const known = counts.get(countKey);
      const used = known?.period === now ? known.used : known ? 0 : (offset ?? 0);
      if (used >= most) throw new Refusal("QUOTA_EXCEEDED");
      counts.set(countKey, { period: now, used: used + 1 });
    }
    return { keyId: key.id };
  };

  function bucket(key: string, limit: Throttle): () => boolean {
    const take = buckets.get(key) ?? tokenBucket(limit, clock);
    buckets.set(key, take);
    return take;
  }
}

function throttle(limits: z.infer<typeof Limits> | null | undefined): Throttle | undefined {
  const rate = limits?.rateLimit;
  if (rate === undefined || rate === null) return undefined;
  return { rate, burst: limits?.burstLimit ?? Math.max(1, rate) };
}

/** The period in which a moment lies, in UTC; weeks begin on Sunday. */
function periodOf(period: "DAY" | "WEEK" | "MONTH", time: number): string {
  const day = 86_400_000;
  if (period === "WEEK") {
    const date = new Date(time);
    return new Date(time - date.getUTCDay() * day).toISOString().slice(0, 10);
  }
  return new Date(time).toISOString().slice(0, period === "DAY" ? 10 : 7);
}
