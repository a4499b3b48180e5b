/** Reads the orders' table as an operator would. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { OrderRecord } from "../../../handlers/order/record.ts";
import type { Twin } from "../../../twin/twin.ts";

/** A customer's orders as a region's replica has them, oldest first; baskets are none. */
export async function ordersOf(
  twin: Twin,
  region: string,
  clientId: string,
  phone: string,
): Promise<OrderRecord[]> {
  const rows = await rowsOf(twin, region, "WhatsAppBotOrders");
  return rows
    .filter(({ tenantPhone, status }) => tenantPhone === `${clientId}#${phone}` && status !== "cart")
    .map((row) => OrderRecord.parse(row))
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** Every item of a table whose name ends so. */
export async function rowsOf(twin: Twin, region: string, table: string): Promise<Record<string, unknown>[]> {
  const items = await regionOf(twin, region).dynamodb.scan(tableName(twin, table));
  return items.map((item) => unmarshall(item as unknown as Record<string, AttributeValue>));
}

export function regionOf(twin: Twin, region: string) {
  const found = twin.regions.get(region);
  if (!found) throw new Error(`The twin has no region ${region}.`);
  return found;
}

/** The physical name of a table: "chatbot-IdempotencyTable" for "IdempotencyTable". */
export function tableName(twin: Twin, table: string): string {
  const found = Object.values(twin.graph.stacks)
    .flatMap(({ resources }) => resources)
    .find(({ type, inputs }) => type === "aws:dynamodb/table:Table" && String(inputs.name).endsWith(table));
  if (!found) throw new Error(`The graph has no table whose name ends in ${table}.`);
  return String(found.inputs.name);
}
