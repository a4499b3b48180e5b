/** The outboxes inside WhatsAppBotOrders. Clearing counts the order's revision up, so that no writer brings an entry back. */
import { type DynamoDBDocumentClient, GetCommand, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod/mini";
import { conditionFailed } from "../adapters/tables.ts";
import { OutboxEntry, outboxKey } from "../shared/outbox.ts";
import { problemsOf } from "../shared/problems.ts";
import type { OutboxStore } from "./relay.ts";

const Stored = z.object({ clientId: z.string(), revision: z.int(), outbox: z.array(z.unknown()) });

/** An order has few writers; each lost race means that one of them got on. */
const attempts = 5;

export function openOutboxStore(tables: DynamoDBDocumentClient, table: string): OutboxStore {
  const load = async (clientId: string, orderId: string) => {
    const { Item } = await tables.send(
      new GetCommand({ TableName: table, Key: { orderId }, ConsistentRead: true }),
    );
    return Item?.clientId === clientId ? Stored.parse(Item) : undefined;
  };

  const replace = async (orderId: string, revision: number, outbox: readonly unknown[]) => {
    const left = outbox.length > 0;
    try {
      await tables.send(
        new UpdateCommand({
          TableName: table,
          Key: { orderId },
          UpdateExpression: `SET outbox = :outbox, revision = :next${left ? "" : " REMOVE outboxTenant, outboxAt"}`,
          ConditionExpression: "revision = :revision",
          ExpressionAttributeValues: { ":outbox": outbox, ":revision": revision, ":next": revision + 1 },
        }),
      );
      return true;
    } catch (error) {
      if (conditionFailed(error)) return false;
      throw error;
    }
  };

  return {
    async read(clientId, orderId) {
      const order = await load(clientId, orderId);
      if (!order) return undefined;
      const parsed = order.outbox.map((entry) => OutboxEntry.safeParse(entry));
      return {
        stored: order,
        entries: parsed.flatMap((entry) => (entry.success ? [entry.data] : [])),
        malformed: parsed.flatMap((entry) => (entry.success ? [] : [problemsOf(entry.error).join("; ")])),
      };
    },
    async clear(clientId, orderId, relayed, seen) {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const order = attempt === 0 && seen ? seen : await load(clientId, orderId);
        if (!order) return;
        const rest = order.outbox.filter((entry) => {
          const parsed = OutboxEntry.safeParse(entry);
          return !parsed.success || !relayed.has(outboxKey(parsed.data));
        });
        // Another run cleared them meanwhile.
        if (rest.length === order.outbox.length) return;
        if (await replace(orderId, order.revision, rest)) return;
      }
      throw new Error(
        `The outbox of ${orderId} kept changing and was not cleared; it will be relayed again.`,
      );
    },
    async pending(clientId) {
      const pages = paginateQuery(
        { client: tables },
        {
          TableName: table,
          IndexName: "OutboxIndex",
          KeyConditionExpression: "outboxTenant = :clientId",
          ExpressionAttributeValues: { ":clientId": clientId },
        },
      );
      const ids: string[] = [];
      for await (const page of pages) for (const item of page.Items ?? []) ids.push(String(item.orderId));
      return ids;
    },
  };
}
