/** A restaurant's orders for its support staff: read from the tables, changed by the functions that own them. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { OrderRecord } from "../../handlers/order/record.ts";
import { PaymentRecord, paymentIdOf } from "../../handlers/payment/record.ts";
import { OrderRequest, type OrderResult } from "../../handlers/shared/order-api.ts";
import type { OrderStatus } from "../../handlers/shared/order-states.ts";
import { PaymentRequest, type PaymentResult } from "../../handlers/shared/payment-api.ts";
import type { TableName } from "../../handlers/shared/tables.ts";
import type { Where } from "../where.ts";
import type { AskedRefund } from "./refunding.ts";

export interface OrderKey {
  readonly clientId: string;
  readonly orderId: string;
}

export interface FoundOrder {
  readonly order: OrderRecord;
  /** Absent when it is paid at the door. */
  readonly payment?: PaymentRecord;
}

export type Orders = ReturnType<typeof openOrders>;

export function openOrders({ region, endpoint, prefix }: Where) {
  const client = new DynamoDBClient({ region, endpoint });
  const tables = DynamoDBDocumentClient.from(client);
  const lambda = new LambdaClient({ region, endpoint });

  async function get(table: TableName, clientId: string, Key: Record<string, string>) {
    const TableName = `${prefix}-${table}`;
    const { Item } = await tables.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    return Item?.clientId === clientId ? Item : undefined;
  }

  async function invoke<Answer>(service: string, payload: object): Promise<Answer> {
    const name = `${prefix}-${service}:live`;
    const reply = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload) }),
    );
    const text = new TextDecoder().decode(reply.Payload);
    if (reply.FunctionError) throw new Error(`${name} failed (${reply.FunctionError}): ${text}`);
    return JSON.parse(text) as Answer;
  }

  return {
    /** @throws a sentence when the restaurant has no such order; a basket is none. */
    async read({ clientId, orderId }: OrderKey): Promise<FoundOrder> {
      const [row, charge] = await Promise.all([
        get("WhatsAppBotOrders", clientId, { orderId }),
        get("PaymentRecordsTable", clientId, { paymentId: paymentIdOf(orderId) }),
      ]);
      if (!row || row.status === "cart")
        throw new Error(
          `${clientId} has no order ${orderId} in ${region}. Its id begins with ord_, and it is the restaurant's own.`,
        );
      return { order: OrderRecord.parse(row), payment: charge && PaymentRecord.parse(charge) };
    },

    /** As a person of the restaurant. A repeat changes nothing. */
    move: (key: OrderKey, status: OrderStatus, reason: string) =>
      invoke<OrderResult>(
        "OrderService",
        OrderRequest.parse({ action: "staff_status", ...key, status, reason }),
      ),

    /** Throws when PaymentService gives no answer. A repeat of a request's id changes nothing. */
    refund: (key: OrderKey, asked: AskedRefund) =>
      invoke<PaymentResult>(
        "PaymentService",
        PaymentRequest.parse({ action: "refund_charge", ...key, ...asked }),
      ),

    close() {
      client.destroy();
      lambda.destroy();
    },
  };
}
