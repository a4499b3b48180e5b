/** Failover records and the health checks behind them. */
import * as z from "zod";
import { type Resource, read } from "./rule.ts";
import { count, flag, listOf, text, texts } from "./shapes.ts";
import type { Stack } from "./stack.ts";
import { isSet, whenKnown } from "./unknown.ts";

export const checkType = "aws:route53/healthCheck:HealthCheck";

const Record = z.object({
  name: z.string(),
  type: z.string(),
  ttl: count,
  setIdentifier: text,
  records: texts,
});
const Failover = z.object({ failoverRoutingPolicies: listOf(z.object({ type: z.string() })) });

export const Check = z.object({
  type: z.string(),
  fqdn: text,
  resourcePath: text,
  enableSni: flag,
  disabled: flag,
  invertHealthcheck: flag,
  requestInterval: count,
  failureThreshold: count,
  childHealthThreshold: count,
});

/** Where a check asks. */
export const Probe = Check.pick({ fqdn: true, invertHealthcheck: true });

export interface FailoverRecord extends z.output<typeof Record> {
  readonly resource: Resource;
  readonly role: string;
  readonly hasCheck: boolean;
  /** Undefined where it is not in the stack. */
  readonly check: Resource | undefined;
}

export function failoverRecords(stack: Stack): FailoverRecord[] {
  return stack.ofType("aws:route53/record:Record").flatMap((resource) => {
    const [policy] = read(resource, Failover).failoverRoutingPolicies;
    if (!policy) return [];
    const record = read(resource, Record);
    return [
      {
        ...record,
        resource,
        role: policy.type,
        hasCheck: isSet(() => resource.props.healthCheckId),
        check: stack.referred(resource, "healthCheckId", checkType),
      },
    ];
  });
}

/** A calculated check's children, or the check alone. */
export function probesOf(stack: Stack, check: Resource): Resource[] {
  if (read(check, Check.pick({ type: true })).type !== "CALCULATED") return [check];
  const ids = whenKnown(() => read(check, z.object({ childHealthchecks: texts })).childHealthchecks);
  const sources = new Set(check.propertyDependencies?.childHealthchecks?.map(({ urn }) => urn));
  return stack.ofType(checkType).filter((child) => {
    const id = whenKnown(() => child.props.id) ?? idOf(child);
    return ids && id ? ids.includes(String(id)) : sources.has(child.urn);
  });
}

/** A health check's id is the end of its ARN. */
function idOf(check: Resource): string | undefined {
  return whenKnown(() =>
    read(check, z.object({ arn: text }))
      .arn?.split("/")
      .at(-1),
  );
}
