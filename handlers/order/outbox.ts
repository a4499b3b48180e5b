/** What an order's change must tell: the kitchen's copy of it, and the customer's notice. */
import type { Notice, PosMessage } from "../shared/messages.ts";
import { formatBRL } from "../shared/money.ts";
import { paidOnline } from "../shared/order-config.ts";
import type { OutboxEntry } from "../shared/outbox.ts";
import type { OrderRecord } from "./record.ts";

/** What a notice says beside the order itself. */
export type NoticeDetails = Pick<
  Notice,
  "minutes" | "reason" | "amount" | "pixCode" | "pixQrKey" | "invoiceUrl"
>;

export function toCustomer(
  order: OrderRecord,
  notice: Notice["notice"],
  details: NoticeDetails = {},
): OutboxEntry {
  return {
    to: "customer",
    message: {
      v: 1,
      kind: "notice",
      clientId: order.clientId,
      storeId: order.storeId,
      conversationId: order.conversationId,
      phone: placed(order, "customer").phone,
      orderId: order.orderId,
      version: order.version,
      notice,
      total: formatBRL(placed(order, "quote").totalCentavos),
      mode: order.fulfilment?.mode,
      paymentMethod: order.payment?.method,
      scheduledFor: order.scheduledFor,
      ...details,
    },
  };
}

export function toKitchen(order: OrderRecord, status: PosMessage["status"]): OutboxEntry {
  const { mode, address, location } = placed(order, "fulfilment");
  const { method, paymentId, paidAt, changeForCentavos, refundedCentavos, dispute } = placed(
    order,
    "payment",
  );
  const { area, ...money } = placed(order, "quote");
  const delivery = mode === "delivery" ? { address, location, area } : {};
  return {
    to: "pos",
    message: {
      v: 1,
      type: "order",
      orderId: order.orderId,
      version: order.version,
      clientId: order.clientId,
      storeId: order.storeId,
      status,
      createdAt: order.createdAt,
      scheduledFor: order.scheduledFor,
      customer: placed(order, "customer"),
      ...money,
      fulfilment: { mode, ...delivery },
      payment: {
        ...{ method, paymentId, paidAt, changeForCentavos, refundedCentavos, dispute },
        dueCentavos: paidOnline(method) ? 0 : money.totalCentavos,
      },
      region: order.region,
    },
  };
}

function placed<K extends "customer" | "quote" | "fulfilment" | "payment">(
  order: OrderRecord,
  part: K,
): NonNullable<OrderRecord[K]> {
  const value = order[part];
  if (value) return value;
  throw new Error(`Order ${order.orderId} is ${order.status} and has no ${part}: it was never placed whole.`);
}
