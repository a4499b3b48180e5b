/** All that a region's tables and both regions' media hold of one customer of one restaurant, for whoever answers a request about personal data. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
} from "@aws-sdk/lib-dynamodb";
import { openCoupons } from "../../handlers/order/coupon-counters.ts";
import { anonymous, isUnderWay } from "../../handlers/order/customer-data.ts";
import { OrderRecord } from "../../handlers/order/record.ts";
import { toItem } from "../../handlers/order/store.ts";
import { nobodys } from "../../handlers/payment/forgetting.ts";
import { PaymentRecord } from "../../handlers/payment/record.ts";
import { openPaymentStore } from "../../handlers/payment/store.ts";
import { conversationIdOf, customerIdOf } from "../../handlers/shared/identity.ts";
import { maskWritten } from "../../handlers/shared/mask.ts";
import type { TableName } from "../../handlers/shared/tables.ts";
import type { Where } from "../where.ts";
import { openCustomerMedia } from "./customer-media.ts";

type Row = Readonly<Record<string, unknown>>;

export interface CustomerData {
  readonly customer: Row | null;
  readonly conversation: Row | null;
  readonly orders: readonly Row[];
  readonly payments: readonly Row[];
}

export interface Erased {
  readonly orders: number;
  readonly conversation: boolean;
  readonly customer: boolean;
  /** Versions of media, in both regions. */
  readonly media: number;
}

export function openCustomerData({ region, endpoint, prefix }: Where) {
  const client = new DynamoDBClient({ region, endpoint });
  const tables = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const media = openCustomerMedia({ tables: client, region, endpoint, prefix });
  const nameOf = (table: TableName) => `${prefix}-${table}`;
  const payments = openPaymentStore(tables, nameOf("PaymentRecordsTable"), console);
  const get = async (table: TableName, Key: Record<string, string>) =>
    (await tables.send(new GetCommand({ TableName: nameOf(table), Key, ConsistentRead: true }))).Item ?? null;

  async function query(table: TableName, IndexName: string, key: string, value: string): Promise<Row[]> {
    const rows: Row[] = [];
    const input = {
      ...{ TableName: nameOf(table), IndexName, KeyConditionExpression: `${key} = :value` },
      ExpressionAttributeValues: { ":value": value },
    };
    for await (const page of paginateQuery({ client: tables }, input)) rows.push(...(page.Items ?? []));
    return rows;
  }

  return {
    async read(clientId: string, phone: string): Promise<CustomerData> {
      const orders = await query(
        "WhatsAppBotOrders",
        "PhoneNumberIndex",
        "tenantPhone",
        `${clientId}#${phone}`,
      );
      const [customer, conversation, ...payments] = await Promise.all([
        get("CustomerTable", { clientId, customerId: customerIdOf(clientId, phone) }),
        get("ConversationTable", { clientId, conversationId: conversationIdOf(clientId, phone) }),
        ...orders.map(({ orderId }) =>
          query("PaymentRecordsTable", "OrderIdIndex", "tenantOrder", `${clientId}#${orderId}`),
        ),
      ]);
      return masked({ customer, conversation, orders, payments: payments.flat() });
    },

    /** Versions of what the customer sent as media, in both regions. */
    countMedia: (clientId: string, phone: string) => media.count(clientId, phone),

    /** Orders first: whatever fails there leaves the customer to be found and erased again. */
    async erase(clientId: string, phone: string): Promise<Erased> {
      const rows = await query(
        "WhatsAppBotOrders",
        "PhoneNumberIndex",
        "tenantPhone",
        `${clientId}#${phone}`,
      );
      const orders = rows.map((row) => OrderRecord.parse(row));
      const waiting = orders.filter((order) => isUnderWay(order));
      if (waiting.length > 0)
        throw new Error(
          `Nothing was erased: ${waiting.map(({ orderId, status }) => `${orderId} (${status})`).join(", ")} is under way. Try again once it has ended.`,
        );
      const coupons = openCoupons(tables, nameOf("WhatsAppBotOrders"));
      for (const order of orders) {
        const { orderId, revision } = order;
        await coupons.forgetCustomer(clientId, orderId);
        const charges = await query(
          "PaymentRecordsTable",
          "OrderIdIndex",
          "tenantOrder",
          `${clientId}#${orderId}`,
        );
        for (const charge of charges)
          if (!(await payments.put(nobodys(PaymentRecord.parse(charge)))))
            throw new Error(`The charge of ${orderId} changed meanwhile; erase the customer again.`);
        await tables.send(
          new PutCommand({
            TableName: nameOf("WhatsAppBotOrders"),
            Item: toItem({ ...anonymous(order), revision: revision + 1 }),
            ConditionExpression: "revision = :revision",
            ExpressionAttributeValues: { ":revision": revision },
          }),
        );
      }
      const conversationId = conversationIdOf(clientId, phone);
      // Which basket the conversation is at, and which orders it had.
      await remove("WhatsAppBotOrders", { orderId: `conversation#${clientId}#${conversationId}` });
      return {
        orders: orders.length,
        conversation: await remove("ConversationTable", { clientId, conversationId }),
        customer: await remove("CustomerTable", { clientId, customerId: customerIdOf(clientId, phone) }),
        // Found by the number alone, so that another run finds what this one could not reach.
        media: await media.erase(clientId, phone),
      };
    },

    close: () => client.destroy(),
  };

  /** Whether there was one. */
  async function remove(table: TableName, Key: Record<string, string>): Promise<boolean> {
    const { Attributes } = await tables.send(
      new DeleteCommand({ TableName: nameOf(table), Key, ReturnValues: "ALL_OLD" }),
    );
    return Attributes !== undefined;
  }
}

/** Cards and tax numbers are masked before they are stored; an export that finds one all the same does not spread it. */
function masked<T>(data: T): T {
  return JSON.parse(maskWritten(JSON.stringify(data))) as T;
}
