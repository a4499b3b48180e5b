/** The restaurants, as the graph carries them: the rows that the program puts into its two configuration tables. */
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { OrderConfig } from "../handlers/shared/order-config.ts";
import { TenantConfig, type TenantFile } from "../handlers/shared/tenant.ts";
import type { Graph } from "./engine/graph.ts";

type Row = Record<string, unknown>;

/** Throws a sentence when a row does not fit the tenant schema. */
export function tenantsOf(graph: Graph): TenantFile[] {
  const rows = Object.values(graph.stacks)
    .flatMap((stack) => stack.resources)
    .filter((resource) => resource.type === "aws:dynamodb/tableItem:TableItem")
    .map((resource) => ({
      table: String(resource.inputs.tableName),
      row: unmarshall(JSON.parse(String(resource.inputs.item))) as Row,
    }));
  const of = (table: string) => rows.filter((r) => r.table.endsWith(table)).map((r) => r.row);
  const menus = new Map(
    of("OrderConfigTable").map(({ clientId, storeId, ...config }) => [
      `${clientId}#${storeId}`,
      OrderConfig.parse(config),
    ]),
  );
  return of("TenantConfigTable")
    .map(({ whatsAppNumber: _, ...row }) => TenantConfig.parse(row))
    .map((tenant) => ({
      ...tenant,
      stores: tenant.stores.map((store) => {
        const orderConfig = menus.get(`${tenant.clientId}#${store.storeId}`);
        if (!orderConfig) {
          throw new Error(
            `${tenant.clientId}: store ${store.storeId} has no row in the graph's OrderConfigTable; check tenants/${tenant.clientId}.yaml.`,
          );
        }
        return { ...store, orderConfig };
      }),
    }))
    .sort((a, b) => a.clientId.localeCompare(b.clientId));
}
