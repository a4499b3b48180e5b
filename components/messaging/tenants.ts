/** What each restaurant has of its own in a region, and the points of sale that come for its orders. */
import type { TenantFile } from "../../handlers/shared/tenant.ts";
import type { RegionalApi } from "../api/regional-api.ts";
import type { Configuration } from "../configuration.ts";
import type { GlobalTables } from "../data/global-tables.ts";
import { TenantRows } from "../data/tenant-rows.ts";
import { chosenModels, grantChosenModels } from "../functions/models.ts";
import type { RegionFunctions } from "../functions/region-functions.ts";
import type { Names } from "../naming.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import type { Part } from "../tags.ts";
import { PosRole } from "./pos-role.ts";
import type { RegionQueues } from "./region-queues.ts";
import { ownInbox, TenantQueues } from "./tenant-queues.ts";

export interface TenantsArgs {
  readonly configuration: Configuration;
  readonly names: Names;
  readonly tenants: readonly TenantFile[];
  readonly working: RegionFunctions;
  readonly messaging: RegionQueues;
  readonly api: RegionalApi;
  readonly topics: AlertTopics;
  /** Where the tenants' rows go. @default another stack writes them */
  readonly rowsIn?: GlobalTables;
  readonly part: Part;
}

/** @returns the role of the points of sale. */
export function createTenants(name: string, args: TenantsArgs): PosRole {
  const { configuration, names, tenants, working, messaging, api, topics, rowsIn, part } = args;
  const { prefix, region } = configuration;
  const consumer = working.functions.AIConversation;
  const pos = new PosRole(
    `${name}-pos`,
    {
      roleName: names.posRole(region),
      storeQueues: messaging.storeQueues,
      trustAnchorArn: configuration.posTrustAnchorArn,
    },
    part("messaging"),
  );
  grantChosenModels(consumer, chosenModels(tenants, configuration.modelIds), region);
  for (const tenant of tenants) {
    const { clientId, stores, tier } = tenant;
    const own = new TenantQueues(
      clientId,
      {
        clientId,
        storeIds: stores.map(({ storeId }) => storeId),
        prefix,
        usagePlanId: api.usagePlans[tier].id,
        posRoleArn: pos.arn,
        inbox: ownInbox(tenant, messaging.queues.inbox.queueName, {
          consumer,
          permission: working.consumesInboxes,
        }),
        topics,
      },
      part("tenants"),
    );
    if (!rowsIn) continue;
    const { TenantConfigTable, OrderConfigTable } = rowsIn.tables;
    new TenantRows(
      clientId,
      {
        tenant,
        tenantConfigTable: TenantConfigTable!.name,
        orderConfigTable: OrderConfigTable!.name,
      },
      // Messages come as soon as the row is there.
      { ...part("tenants"), dependsOn: own },
    );
  }
  return pos;
}
