/**
 * Who uses which coupon, in WhatsAppBotOrders: one item for what an order holds, one for a coupon's count, one for each
 * customer's. They change in one transaction that is conditional on the limits, so that no two orders pass the last one
 * together, and an order that asks twice counts once. A code is one coupon in all of a restaurant's stores: its limits
 * count their orders together.
 */
import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  type DynamoDBDocumentClient,
  GetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import * as z from "zod/mini";
import { conditionFailed } from "../adapters/tables.ts";
import { erasedCustomer } from "./customer-data.ts";

export interface CouponUse {
  readonly clientId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly code: string;
  readonly limitTotal?: number;
  readonly limitPerCustomer?: number;
}

export interface Coupons {
  /** An order holds one coupon: another one that it held is given up. Throws when the table does not answer. */
  hold(use: CouponUse): Promise<"held" | "exhausted" | "used_by_customer">;
  /** Nothing to do for an order that holds none. */
  release(clientId: string, orderId: string): Promise<void>;
  /** The order's coupon stays used, by nobody; their count stays, so that being erased refills no coupon. */
  forgetCustomer(clientId: string, orderId: string): Promise<void>;
}

const Held = z.object({
  clientId: z.string(),
  customerId: z.string(),
  code: z.string(),
  held: z.boolean(),
});
type Held = z.infer<typeof Held>;

/** Transactions on one coupon collide only while it is taken by several orders at once. */
const attempts = 20;

export function openCoupons(tables: DynamoDBDocumentClient, table: string): Coupons {
  const holding = async (clientId: string, orderId: string) => {
    const { Item } = await tables.send(
      new GetCommand({ TableName: table, Key: { orderId: useKey(orderId) }, ConsistentRead: true }),
    );
    const use = Item && Held.parse(Item);
    return use?.clientId === clientId && use.held ? use : undefined;
  };

  const count = (key: string, by: 1 | -1, limit?: number) => ({
    Update: {
      TableName: table,
      Key: { orderId: key },
      UpdateExpression: "ADD used :by",
      ...(limit !== undefined && {
        ConditionExpression: "attribute_not_exists(used) OR used < :limit",
      }),
      ExpressionAttributeValues: { ":by": by, ...(limit !== undefined && { ":limit": limit }) },
    },
  });

  const mark = (orderId: string, use: Held) => ({
    Put: {
      TableName: table,
      Item: { orderId: useKey(orderId), ...use },
      ConditionExpression: use.held ? "attribute_not_exists(orderId) OR held = :no" : "held = :yes",
      ExpressionAttributeValues: use.held ? { ":no": false } : { ":yes": true },
    },
  });

  /** Codes of the items that refused, in the transaction's order; undefined when it was carried out. */
  const transact = async (items: ConstructorParameters<typeof TransactWriteCommand>[0]["TransactItems"]) => {
    try {
      await tables.send(new TransactWriteCommand({ TransactItems: items }));
      return undefined;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      return (error.CancellationReasons ?? []).map(({ Code }) => Code);
    }
  };

  const release = async (clientId: string, orderId: string) => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const use = await holding(clientId, orderId);
      if (!use) return;
      const refused = await transact([
        mark(orderId, { ...use, held: false }),
        count(totalKey(use), -1),
        ...(use.customerId === erasedCustomer.customerId ? [] : [count(customerKey(use), -1)]),
      ]);
      if (!refused) return;
    }
    throw collided(orderId);
  };

  return {
    async hold(use) {
      const { clientId, orderId, customerId, code, limitTotal, limitPerCustomer } = use;
      for (let attempt = 0; attempt < attempts; attempt++) {
        const refused = await transact([
          mark(orderId, { clientId, customerId, code, held: true }),
          count(totalKey(use), 1, limitTotal),
          count(customerKey(use), 1, limitPerCustomer),
        ]);
        if (!refused) return "held";
        const [order, total, customer] = refused.map((reason) => reason === "ConditionalCheckFailed");
        if (order) {
          const known = await holding(clientId, orderId);
          if (known?.code === code) return "held";
          if (known) await release(clientId, orderId);
        } else if (customer) return "used_by_customer";
        else if (total) return "exhausted";
      }
      throw collided(orderId);
    },
    release,
    async forgetCustomer(clientId, orderId) {
      try {
        await tables.send(
          new UpdateCommand({
            TableName: table,
            Key: { orderId: useKey(orderId) },
            UpdateExpression: "SET customerId = :nobody",
            ConditionExpression: "clientId = :clientId",
            ExpressionAttributeValues: { ":nobody": erasedCustomer.customerId, ":clientId": clientId },
          }),
        );
      } catch (error) {
        if (!conditionFailed(error)) throw error;
      }
    },
  };
}

/** No order has such ids, and no order's attributes are on these items, so that no index holds them. */
function useKey(orderId: string): string {
  return `coupon-use#${orderId}`;
}

function totalKey({ clientId, code }: Pick<Held, "clientId" | "code">): string {
  return `coupon#${clientId}#${code}`;
}

function customerKey(use: Pick<Held, "clientId" | "code" | "customerId">): string {
  return `${totalKey(use)}#${use.customerId}`;
}

function collided(orderId: string): Error {
  return new Error(`The coupon of ${orderId} was taken by others at every attempt; try again.`);
}
