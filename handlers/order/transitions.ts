/**
 * What may happen to an order, as pure functions of the order. Each answers with the changed order, with the same order when
 * the event is a repeat, or with a refusal. order-states.ts says which moves exist and who makes them.
 */
import type { PosStatus } from "../shared/messages.ts";
import { formatBRL } from "../shared/money.ts";
import type { Customer } from "../shared/order-api.ts";
import { paidOnline } from "../shared/order-config.ts";
import type { Actor } from "../shared/order-states.ts";
import { illegal, kitchenHas, move, noted, type Outcome, repeat } from "./moving.ts";
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
