/** The tenant document as a file, which the program reads: functions have its rows instead, and need no more of it. */
import * as z from "zod/mini";
import { OrderConfig } from "./order-config.ts";
import { Store, tenantFields } from "./tenant.ts";

/** A file in `tenants/`: the tenant's row and, inside each store, the store's order configuration. */
export const TenantFile = z
  .strictObject({
    ...tenantFields,
    stores: z
      .array(
        z.extend(Store, { orderConfig: OrderConfig }).check(({ value, issues }) => {
          const byRadius = value.orderConfig.delivery.areas?.find(({ radiusKm }) => radiusKm !== undefined);
          if (byRadius && !value.location)
            issues.push({
              code: "custom",
              path: ["location"],
              input: undefined,
              message: `missing: ${byRadius.name} is delivered to by its distance from the store`,
            });
        }),
      )
      .check(z.minLength(1)),
  })
  .check(({ value: { tier, limits }, issues }) => {
    const said = limits.maxConcurrency !== undefined;
    if (said === (tier === "silo")) return;
    issues.push({
      code: "custom",
      path: ["limits", "maxConcurrency"],
      input: limits.maxConcurrency,
      message: said
        ? "only tier silo has an inbox queue of its own; leave it out, or set the tier to silo"
        : "missing: tier silo has an inbox queue of its own, and this says how many of its batches are answered at the same time",
    });
  });
export type TenantFile = z.infer<typeof TenantFile>;
