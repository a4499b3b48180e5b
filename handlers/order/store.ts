/** WhatsAppBotOrders: orders, baskets, and each conversation's pointer to its own. One item a write, always conditional. */
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod/mini";
import { conditionFailed } from "../adapters/tables.ts";
import { problemsOf } from "../shared/problems.ts";
import { isErased } from "./customer-data.ts";
import type { OrderStore } from "./ports.ts";
import { OrderRecord } from "./record.ts";

const StoredPointer = z.object({
  currentOrderId: z.string(),
  previousOrderId: z.optional(z.string()),
  earlierOrderIds: z.optional(z.array(z.string())),
  served: z.optional(z.array(z.object({ requestId: z.string(), orderId: z.string() }))),
});

/** A basket that nobody touches is forgotten after a week; placed orders are kept. */
const basketDays = 7;

export function openOrderStore(tables: DynamoDBDocumentClient, table: string): OrderStore {
  const read = async (orderId: string) => {
    const { Item } = await tables.send(
      new GetCommand({ TableName: table, Key: { orderId }, ConsistentRead: true }),
    );
    return Item;
  };
  const write = async (item: object, condition: string, values?: Record<string, unknown>) => {
    try {
      await tables.send(
        new PutCommand({
          TableName: table,
          Item: item,
          ConditionExpression: condition,
          ExpressionAttributeValues: values,
        }),
      );
      return true;
    } catch (error) {
      if (conditionFailed(error)) return false;
      throw error;
    }
  };

  return {
    async pointer(clientId, conversationId) {
      const item = await read(pointerKey(clientId, conversationId));
      return item && StoredPointer.parse(item);
    },
    async movePointer(clientId, conversationId, expected, next) {
      const item = { orderId: pointerKey(clientId, conversationId), clientId, conversationId, ...next };
      return expected
        ? write(item, "currentOrderId = :expected", { ":expected": expected.currentOrderId })
        : write(item, "attribute_not_exists(orderId)");
    },
    async dropPointer(clientId, conversationId, { currentOrderId }) {
      try {
        await tables.send(
          new DeleteCommand({
            TableName: table,
            Key: { orderId: pointerKey(clientId, conversationId) },
            ConditionExpression: "currentOrderId = :expected",
            ExpressionAttributeValues: { ":expected": currentOrderId },
          }),
        );
        return true;
      } catch (error) {
        if (conditionFailed(error)) return false;
        throw error;
      }
    },
    async order(clientId, orderId) {
      const item = await read(orderId);
      return item?.clientId === clientId ? parseOrder(orderId, item) : undefined;
    },
    async put(order) {
      const next = { ...order, revision: order.revision + 1 };
      const written =
        order.revision === 0
          ? await write(toItem(next), "attribute_not_exists(orderId)")
          : await write(toItem(next), "revision = :revision AND clientId = :clientId", {
              ":revision": order.revision,
              ":clientId": order.clientId,
            });
      return written ? next : undefined;
    },
    async ofCustomer(clientId, phone) {
      const pages = paginateQuery(
        { client: tables },
        {
          TableName: table,
          IndexName: "PhoneNumberIndex",
          KeyConditionExpression: "tenantPhone = :tenantPhone",
          ExpressionAttributeValues: { ":tenantPhone": `${clientId}#${phone}` },
          ScanIndexForward: false,
        },
      );
      const ids: string[] = [];
      for await (const page of pages) for (const item of page.Items ?? []) ids.push(String(item.orderId));
      return ids;
    },
    async expired(clientId, now) {
      const pages = paginateQuery(
        { client: tables },
        {
          TableName: table,
          IndexName: "ExpiryIndex",
          KeyConditionExpression: "expiryTenant = :clientId AND expiresAt <= :now",
          ExpressionAttributeValues: { ":clientId": clientId, ":now": now },
        },
      );
      const ids: string[] = [];
      for await (const page of pages) for (const item of page.Items ?? []) ids.push(String(item.orderId));
      return ids;
    },
  };
}

/** No order has such an id, and no order's attributes are on it, so that no index holds it. */
function pointerKey(clientId: string, conversationId: string): string {
  return `conversation#${clientId}#${conversationId}`;
}

/** The order with the attributes that its indexes want; a sparse one is left out where it does not apply. */
export function toItem(order: OrderRecord): Record<string, unknown> {
  const { clientId, storeId, status } = order;
  return {
    ...order,
    tenantStore: `${clientId}#${storeId}`,
    statusCreatedAt: `${status}#${order.createdAt}`,
    tenantPhone: order.customer && !isErased(order) ? `${clientId}#${order.customer.phone}` : undefined,
    expiryTenant: order.expiresAt ? clientId : undefined,
    outboxTenant: order.outbox.length ? clientId : undefined,
    outboxAt: order.outbox.length ? order.updatedAt : undefined,
    ttl:
      status === "cart" ? Math.floor(Date.parse(order.updatedAt) / 1000) + basketDays * 24 * 3600 : undefined,
  };
}

function parseOrder(orderId: string, item: Record<string, unknown>): OrderRecord {
  const parsed = OrderRecord.safeParse(item);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  throw new Error(`WhatsAppBotOrders' item ${orderId} is malformed: ${problems.join("; ")}.`);
}
