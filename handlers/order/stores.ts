/** What each store sells and when it is open: the tenant's row and the store's row of OrderConfigTable. */
import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Tenants } from "../adapters/tenants.ts";
import { OrderConfig } from "../shared/tenant.ts";
import type { TenantReader } from "./ports.ts";

export interface StoreParts {
  readonly tables: DynamoDBDocumentClient;
  readonly orderConfigTable: string;
  readonly tenants: Tenants;
  readonly activeTenants: TenantReader["activeTenants"];
}

export function openStores({ tables, orderConfigTable, tenants, activeTenants }: StoreParts): TenantReader {
  return {
    activeTenants,
    async store(clientId, storeId) {
      const [tenant, { Item }] = await Promise.all([
        tenants.find(clientId),
        tables.send(new GetCommand({ TableName: orderConfigTable, Key: { clientId, storeId } })),
      ]);
      if (!tenant?.active) return "unknown_tenant";
      const store = tenant.stores.find((candidate) => candidate.storeId === storeId && candidate.active);
      if (!store || !Item) return "unknown_store";
      return {
        storeId,
        storeName: store.name,
        hours: store.operatingHours,
        closedOn: store.closedOn,
        location: store.location,
        orderConfig: parseConfig(clientId, storeId, Item),
      };
    },
  };
}

function parseConfig(clientId: string, storeId: string, item: Record<string, unknown>): OrderConfig {
  const { clientId: _, storeId: __, ...document } = item;
  const parsed = OrderConfig.safeParse(document);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(
    `OrderConfigTable's row of ${clientId} and ${storeId} is malformed: ${problems.join("; ")}. Mend tenants/${clientId}.yaml and deploy.`,
  );
}
