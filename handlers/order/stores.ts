/** What each store sells and when it is open: the tenant's row and the store's row of OrderConfigTable. */
import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { kept } from "../adapters/kept.ts";
import type { Tenants } from "../adapters/tenants.ts";
import type { Clock } from "../shared/clock.ts";
import { OrderConfig } from "../shared/order-config.ts";
import { problemsOf } from "../shared/problems.ts";
import type { TenantReader } from "./ports.ts";

export interface StoreParts {
  readonly tables: DynamoDBDocumentClient;
  readonly orderConfigTable: string;
  readonly tenants: Tenants;
  readonly activeTenants: TenantReader["activeTenants"];
  readonly clock: Clock;
}

/** A turn asks several times what a store sells; a price that changes meanwhile is the next quote's. */
export function openStores(parts: StoreParts): TenantReader {
  const { tables, orderConfigTable, tenants, activeTenants, clock } = parts;
  const orderConfig = kept(async (path) => {
    const [clientId = "", storeId = ""] = path.split("/");
    const key = { clientId, storeId };
    const { Item } = await tables.send(new GetCommand({ TableName: orderConfigTable, Key: key }));
    return Item && parseConfig(clientId, storeId, Item);
  }, clock);
  return {
    activeTenants,
    async store(clientId, storeId) {
      const tenant = await tenants.find(clientId);
      if (!tenant?.active) return "unknown_tenant";
      const store = tenant.stores.find((candidate) => candidate.storeId === storeId && candidate.active);
      const config = store && (await orderConfig(`${clientId}/${storeId}`));
      if (!config) return "unknown_store";
      return {
        storeId,
        storeName: store.name,
        hours: store.operatingHours,
        closedOn: store.closedOn,
        location: store.location,
        suspended: tenant.suspended,
        orderConfig: config,
      };
    },
  };
}

function parseConfig(clientId: string, storeId: string, item: Record<string, unknown>): OrderConfig {
  const { clientId: _, storeId: __, ...document } = item;
  const parsed = OrderConfig.safeParse(document);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  throw new Error(
    `OrderConfigTable's row of ${clientId} and ${storeId} is malformed: ${problems.join("; ")}. Mend tenants/${clientId}.yaml and deploy.`,
  );
}
