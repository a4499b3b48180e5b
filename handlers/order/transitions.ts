/**
 * What may happen to an order, as pure functions of the order. Each answers with the changed order, with the same order when
 * the event is a repeat, or with a refusal. order-states.ts says which moves exist and who makes them.
 */
import type { PosMessage, PosStatus } from "../shared/messages.ts";
import { formatBRL } from "../shared/money.ts";
import type { Customer } from "../shared/order-api.ts";
import { paidOnline } from "../shared/order-config.ts";
import type { Actor } from "../shared/order-states.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { illegal, move, noted, type Outcome, repeat } from "./moving.ts";
import { owed, settlingAt } from "./owed.ts";
import { changed, type OrderRecord, type Payment, type Quote, type Stamp } from "./record.ts";

export interface Placing {
  readonly quote: Quote;
  readonly customer: Customer;
  readonly payment: Payment;
  readonly etaMinutes?: number;
  /** When an unpaid order ends. */
  readonly expiresAt: string;
  /** Of an order for later. */
  readonly releaseAt?: string;
  readonly requestId: string;
}

/** A basket becomes an order, its prices frozen: one that waits for its charge's payment, or one that is paid at the door. */
export function place(cart: OrderRecord, stamp: Stamp, placing: Placing): Outcome {
  const { requestId, expiresAt, ...frozen } = placing;
  const change = { ...frozen, createdAt: stamp.at, placing: undefined };
  const { method, pixCode, pixQrKey, invoiceUrl } = placing.payment;
  if (!paidOnline(method))
    return move(cart, stamp, {
      by: "customer",
      requestId,
      notice: "confirmed",
      ...going(cart, stamp, change),
    });
  return move(cart, stamp, {
    to: "awaiting_payment",
    by: "customer",
    change: { ...change, expiresAt },
    requestId,
    notice: "payment_requested",
    details: { pixCode, pixQrKey, invoiceUrl },
  });
}

/** To the kitchen now, or later when it is for later. */
function going(order: OrderRecord, stamp: Stamp, change: Partial<OrderRecord>) {
  const { releaseAt } = { ...order, ...change };
  return releaseAt !== undefined && releaseAt > stamp.at
    ? ({ to: "scheduled", change: { ...change, expiresAt: releaseAt } } as const)
    : ({ to: "confirmed", change, kitchen: "confirmed" } as const);
}

/**
 * Money that arrives for an order that is already closed is kept on its timeline, once, and then goes back.
 * @param opensAt when the store is closed, and the order was wanted as soon as possible: it is then for that time.
 */
export function settle(
  order: OrderRecord,
  stamp: Stamp,
  settled: { readonly paymentId: string; readonly amountCentavos: number },
  opensAt?: string,
): Outcome {
  if (order.payment?.paidAt) return repeat(order);
  if (order.status === "cart" || !order.payment || !order.quote || !paidOnline(order.payment.method))
    return illegal(order);
  const { totalCentavos } = order.quote;
  const { paymentId, amountCentavos } = settled;
  const differs = amountCentavos !== totalCentavos;
  const paidCentavos = differs ? amountCentavos : undefined;
  const payment = { ...order.payment, paymentId, paidAt: stamp.at, paidCentavos };
  if (order.status !== "awaiting_payment")
    return noted(order, stamp, {
      by: "payment",
      note: "late payment, to be refunded",
      change: { payment, expiresAt: stamp.at },
    });
  // Neither to be made nor to expire: a person decides.
  if (differs)
    return noted(order, stamp, {
      by: "payment",
      note: `${formatBRL(amountCentavos)} paid, not ${formatBRL(totalCentavos)}`,
      change: { payment, expiresAt: undefined },
      notice: "amount_differs",
      details: { amount: formatBRL(amountCentavos) },
    });
  return move(order, stamp, {
    by: "payment",
    notice: "payment_confirmed",
    ...going(order, stamp, {
      payment,
      ...(opensAt !== undefined && { scheduledFor: opensAt, releaseAt: opensAt }),
    }),
  });
}

/** What is said of an order for which another amount was paid, to whoever asks. */
export function amountDiffers({ payment, quote }: OrderRecord): OrderFailure {
  const [paid, total] = [payment?.paidCentavos ?? 0, quote?.totalCentavos ?? 0].map(formatBRL);
  return failure(
    "amount_differs",
    `O valor pago (${paid}) é diferente do total do pedido (${total}): o restaurante vai falar com você.`,
  );
}

/** A status that the order already went through is a repeat, in whatever order it arrives. */
export function kitchenStatus(
  order: OrderRecord,
  stamp: Stamp,
  told: PosStatus,
  by: Actor = "kitchen",
): Outcome {
  const before = order.timeline.some(
    (entry) => entry.to === told.status && (entry.by === "kitchen" || entry.by === "staff"),
  );
  if (before) return repeat(order);
  const { minutes, reason } = told;
  return move(order, stamp, {
    to: told.status,
    by,
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
  asked: { readonly requestId?: string; readonly reason?: string },
  by: Actor = "customer",
): Outcome {
  if (order.timeline.some(({ to }) => to === "cancelled")) return repeat(order);
  return move(order, stamp, {
    to: "cancelled",
    by,
    note: asked.reason,
    requestId: asked.requestId,
    kitchen: kitchenHas(order) ? "cancelled" : undefined,
    notice: "cancelled",
    details: { reason: asked.reason },
  });
}

function kitchenHas({ timeline }: OrderRecord): boolean {
  return timeline.some(({ to }) => to === "confirmed");
}

/** Nothing to do for an order that was paid or cancelled meanwhile. */
export function expire(order: OrderRecord, stamp: Stamp): Outcome {
  if (!due(order, stamp.at)) return repeat(order);
  if (order.status !== "awaiting_payment") return repeat(order);
  return move(order, stamp, { to: "expired", by: "schedule", notice: "expired" });
}

export function due({ expiresAt }: Pick<OrderRecord, "expiresAt">, at: string): boolean {
  return expiresAt !== undefined && expiresAt <= at;
}

/** While it lasts, a basket is not placed. */
export function isWithdrawing(
  { withdrawingUntil }: Pick<OrderRecord, "withdrawingUntil">,
  at: string,
): boolean {
  return withdrawingUntil !== undefined && withdrawingUntil > at;
}

/** The claim on a basket ends: its charge is gone, or is tried again by the next run. */
export function cleared(order: OrderRecord, stamp: Stamp, claim: string, gone: boolean): Outcome {
  if (order.status !== "cart" || order.withdrawingUntil !== claim) return repeat(order);
  const coupon = order.coupon && { ...order.coupon, held: false };
  const change = gone ? { expiresAt: undefined, placing: undefined, coupon } : {};
  return {
    ok: true,
    order: changed(order, stamp, { ...change, withdrawingUntil: undefined }),
    changed: true,
  };
}

/** An order for later goes to the kitchen. */
export function release(order: OrderRecord, stamp: Stamp, by: Actor, note?: string): Outcome {
  if (order.status !== "scheduled") return by === "schedule" ? repeat(order) : illegal(order);
  return move(order, stamp, { to: "confirmed", by, note, kitchen: "confirmed" });
}

/** What was owed is seen to, as far as it was: Asaas gives the money back, the coupon is free. */
export function seenTo(
  order: OrderRecord,
  stamp: Stamp,
  done: { readonly refundAsked: boolean; readonly couponFreed: boolean },
): Outcome {
  const coupon = done.couponFreed && order.coupon ? { ...order.coupon, held: false } : order.coupon;
  const { refund } = owed(order);
  if (refund && done.refundAsked)
    return move({ ...order, coupon }, stamp, { to: "refund_pending", by: "payment" });
  if (!done.couponFreed || !order.coupon?.held) return repeat(order);
  const expiresAt = refund ? stamp.at : undefined;
  return { ok: true, order: changed(order, stamp, { coupon, expiresAt }), changed: true };
}

/** A person gives a delivered order's money back; Asaas has been asked already. */
export function refundByStaff(order: OrderRecord, stamp: Stamp, reason?: string): Outcome {
  if (order.status === "refund_pending" || order.status === "refunded") return repeat(order);
  return move(order, stamp, { to: "refund_pending", by: "staff", note: reason });
}

/** The money went back, whoever asked for it. A part of it moves nothing, and the customer is told of each. */
export function refunded(
  order: OrderRecord,
  stamp: Stamp,
  back: { readonly amountCentavos: number; readonly reason?: string },
): Outcome {
  const { payment, quote } = order;
  if (!payment?.paidAt || !quote) return illegal(order);
  const { amountCentavos: refundedCentavos, reason } = back;
  const before = payment.refundedCentavos ?? 0;
  if (order.status === "refunded" || refundedCentavos <= before) return repeat(order);
  const change = { payment: { ...payment, refundedCentavos } };
  if (refundedCentavos < (payment.paidCentavos ?? quote.totalCentavos))
    return noted(order, stamp, {
      by: "payment",
      note: `${formatBRL(refundedCentavos)} refunded${reason ? `: ${reason}` : ""}`,
      ...{ change, kitchen: kitchenHas(order) ? stands(order) : undefined },
      notice: "partly_refunded",
      details: { reason, amount: formatBRL(refundedCentavos - before) },
    });
  return move(order, stamp, {
    to: "refunded",
    by: "payment",
    note: reason,
    ...{ change, kitchen: kitchenHas(order) ? stands(order, true) : undefined },
    notice: "refunded",
    details: {
      reason,
      amount: payment.paidCentavos === undefined ? undefined : formatBRL(payment.paidCentavos),
    },
  });
}

/**
 * The payer's bank wants the money back, or no longer does. What an ended order owes waits for that, and is then the
 * schedule's, as a late payment's refund is; of any other order, a person decides what follows.
 */
export function disputed(
  order: OrderRecord,
  stamp: Stamp,
  { state }: { readonly state: "opened" | "won" },
): Outcome {
  const { payment } = order;
  if (!payment?.paidAt) return illegal(order);
  if (payment.dispute === state) return repeat(order);
  const after = { ...order, payment: { ...payment, dispute: state } };
  return noted(order, stamp, {
    by: "payment",
    note: `dispute ${state}`,
    change: { payment: after.payment, expiresAt: settlingAt(after, stamp.at) },
    kitchen: kitchenHas(order) ? stands(order) : undefined,
  });
}

/** What the kitchen is told when only the money changed: an order that was to be made still is, unless all of it went back. */
function stands({ status }: OrderRecord, paidBack = false): PosMessage["status"] {
  const over = !["confirmed", "accepted", "ready", "out_for_delivery", "delivered"].includes(status);
  return over || (paidBack && status !== "delivered") ? "cancelled" : "confirmed";
}
