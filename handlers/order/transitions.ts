/**
 * What may happen to an order, as pure functions of the order. Each answers with the changed order (a new version, a line
 * on its timeline and what must be told in its outbox), with the same order when the event is a repeat, or with a refusal.
 * order-states.ts says which moves exist.
 */
import type { Notice, PosMessage, PosStatus } from "../shared/messages.ts";
import { formatBRL } from "../shared/money.ts";
import type { Customer } from "../shared/order-api.ts";
import { canMove, type OrderStatus } from "../shared/order-states.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { type NoticeDetails, toCustomer, toKitchen } from "./outbox.ts";
import { type Actor, changed, type OrderRecord, type Quote, type Stamp } from "./record.ts";

/** `changed` is false for a repeat. */
export type Outcome =
  | { readonly ok: true; readonly order: OrderRecord; readonly changed: boolean }
  | OrderFailure;

export interface Placing {
  readonly quote: Quote;
  readonly customer: Customer;
  readonly payment: NonNullable<OrderRecord["payment"]>;
  readonly etaMinutes?: number;
  readonly expiresAt: string;
  readonly requestId: string;
}

/** A basket whose charge exists becomes an order that waits for the payment; its prices are frozen. */
export function place(cart: OrderRecord, stamp: Stamp, placing: Placing): Outcome {
  const { requestId, ...frozen } = placing;
  const { pixCode, pixQrKey } = placing.payment;
  return move(cart, stamp, {
    to: "awaiting_payment",
    by: "customer",
    change: { ...frozen, createdAt: stamp.at, placing: undefined },
    requestId,
    notice: "payment_requested",
    details: { pixCode, pixQrKey },
  });
}

/** Money that arrives for an order that is already closed is kept on its timeline, once. */
export function settle(
  order: OrderRecord,
  stamp: Stamp,
  settled: { readonly paymentId: string; readonly amountCentavos: number },
): Outcome {
  if (order.payment?.paidAt) return { ok: true, order, changed: false };
  if (order.status === "cart" || !order.payment || !order.quote) return illegal(order);
  const total = order.quote.totalCentavos;
  if (settled.amountCentavos !== total)
    return failure(
      "amount_differs",
      `O valor pago (${formatBRL(settled.amountCentavos)}) não é o do pedido (${formatBRL(total)}).`,
    );
  const payment = { ...order.payment, paymentId: settled.paymentId, paidAt: stamp.at };
  if (order.status !== "awaiting_payment")
    return noted(order, stamp, { by: "payment", note: "late payment, to be refunded", change: { payment } });
  return move(order, stamp, {
    to: "confirmed",
    by: "payment",
    change: { payment },
    kitchen: "confirmed",
    notice: "payment_confirmed",
  });
}

/** A status that the order already went through is a repeat, in whatever order it arrives. */
export function kitchenStatus(order: OrderRecord, stamp: Stamp, told: PosStatus): Outcome {
  if (order.timeline.some(({ by, to }) => by === "kitchen" && to === told.status))
    return { ok: true, order, changed: false };
  const { minutes, reason } = told;
  return move(order, stamp, {
    to: told.status,
    by: "kitchen",
    change: minutes === undefined ? {} : { etaMinutes: minutes },
    note: reason,
    notice: told.status,
    details: { minutes, reason },
  });
}

/** The kitchen hears of it when it already has the order. */
export function cancel(
  order: OrderRecord,
  stamp: Stamp,
  asked: { readonly requestId: string; readonly reason?: string },
): Outcome {
  if (order.status === "cancelled") return { ok: true, order, changed: false };
  return move(order, stamp, {
    to: "cancelled",
    by: "customer",
    note: asked.reason,
    requestId: asked.requestId,
    kitchen: order.payment?.paidAt ? "cancelled" : undefined,
    notice: "cancelled",
    details: { reason: asked.reason },
  });
}

/** Nothing to do for an order that was paid or cancelled meanwhile. */
export function expire(order: OrderRecord, stamp: Stamp): Outcome {
  if (!due(order, stamp.at)) return { ok: true, order, changed: false };
  // A basket stays the customer's; only the charge that nobody was told of is gone.
  if (order.status === "cart")
    return {
      ok: true,
      order: changed(order, stamp, { expiresAt: undefined, placing: undefined }),
      changed: true,
    };
  return move(order, stamp, { to: "expired", by: "schedule", notice: "expired" });
}

export function due(order: OrderRecord, at: string): boolean {
  const waits = order.status === "awaiting_payment" || order.status === "cart";
  return waits && order.expiresAt !== undefined && order.expiresAt <= at;
}

interface Move {
  readonly to: OrderStatus;
  readonly by: Actor;
  readonly change?: Partial<OrderRecord>;
  readonly note?: string;
  readonly requestId?: string;
  readonly kitchen?: PosMessage["status"];
  readonly notice: Notice["notice"];
  readonly details?: NoticeDetails;
}

function move(order: OrderRecord, stamp: Stamp, made: Move): Outcome {
  const { to, by, note } = made;
  if (!canMove(order.status, to)) return illegal(order);
  const next = changed(order, stamp, { ...made.change, status: to }, made.requestId);
  const outbox = [...order.outbox];
  if (made.kitchen) outbox.push(toKitchen(next, made.kitchen));
  outbox.push(toCustomer(next, made.notice, made.details));
  const timeline = [...order.timeline, entry(order, next, by, note)];
  return { ok: true, order: { ...next, timeline, outbox }, changed: true };
}

function noted(
  order: OrderRecord,
  stamp: Stamp,
  { by, note, change }: { readonly by: Actor; readonly note: string; readonly change: Partial<OrderRecord> },
): Outcome {
  const next = changed(order, stamp, change);
  return {
    ok: true,
    order: { ...next, timeline: [...order.timeline, entry(order, next, by, note)] },
    changed: true,
  };
}

function entry(before: OrderRecord, after: OrderRecord, by: Actor, note?: string) {
  const { version, region, epoch } = after;
  return { at: after.updatedAt, from: before.status, to: after.status, by, version, region, epoch, note };
}

const states: Record<OrderStatus, string> = {
  cart: "ainda não foi fechado",
  awaiting_payment: "está aguardando o pagamento",
  confirmed: "está pago, esperando a cozinha",
  accepted: "está em preparo",
  ready: "está pronto",
  out_for_delivery: "saiu para entrega",
  delivered: "já foi entregue",
  rejected: "foi recusado pela loja",
  cancelled: "foi cancelado",
  expired: "expirou sem pagamento",
};

function illegal(order: OrderRecord): OrderFailure {
  return failure("illegal_transition", `Não é possível: o pedido ${states[order.status]}.`);
}
