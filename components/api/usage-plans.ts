import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { refuseUnless } from "../refuse.ts";

/** A plan for each tier and a key for each tenant: an account has 300 plans, and 10,000 keys. */
export type Tier = "pool" | "silo";

/** What one tenant's key may use. API Gateway applies it as best it can; it is no hard guarantee. */
export interface TierLimits {
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly requestsPerMonth: number;
}

const tiers = ["pool", "silo"] as const satisfies readonly Tier[];

/** Given limits over the defaults. @throws when a tier could use more than the whole stage. */
export function tierLimits(
  where: string,
  stage: { readonly requestsPerSecond: number; readonly burst: number },
  given: Readonly<Partial<Record<Tier, Partial<TierLimits>>>> = {},
): Readonly<Record<Tier, TierLimits>> {
  const requestsPerMonth = 1_000_000;
  const limits = {
    // A fifth: one tenant's rush must leave room for the others of the pool.
    pool: {
      requestsPerSecond: Math.ceil(stage.requestsPerSecond / 5),
      burst: Math.ceil(stage.burst / 5),
      requestsPerMonth,
      ...given.pool,
    },
    silo: { ...stage, requestsPerMonth, ...given.silo },
  };
  for (const tier of tiers) {
    for (const limit of ["requestsPerSecond", "burst"] as const) {
      const value = limits[tier][limit];
      const accepted = value >= 1 && value <= stage[limit];
      refuseUnless(accepted, `${where}: tiers.${tier}.${limit}`, value, `1–${stage[limit]}, the stage's own`);
    }
    const month = limits[tier].requestsPerMonth;
    refuseUnless(month >= 1, `${where}: tiers.${tier}.requestsPerMonth`, month, "1 or more");
  }
  return limits;
}

export function createUsagePlans(
  name: string,
  prefix: string,
  limits: Readonly<Record<Tier, TierLimits>>,
  stage: aws.apigateway.Stage,
  opts: pulumi.CustomResourceOptions,
): Readonly<Record<Tier, aws.apigateway.UsagePlan>> {
  const create = (tier: Tier) =>
    new aws.apigateway.UsagePlan(
      `${name}-plan-${tier}`,
      {
        name: `${prefix}-${tier}`,
        description: `What one tenant of tier ${tier} may use.`,
        apiStages: [{ apiId: stage.restApi, stage: stage.stageName }],
        throttleSettings: {
          rateLimit: limits[tier].requestsPerSecond,
          burstLimit: limits[tier].burst,
        },
        quotaSettings: { limit: limits[tier].requestsPerMonth, period: "MONTH" },
      },
      opts,
    );
  return { pool: create("pool"), silo: create("silo") };
}
