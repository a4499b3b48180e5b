/** What may happen to an order's money once it was paid: transitions, as those in transitions.ts. */
import type { PosMessage } from "../shared/messages.ts";
import { formatBRL } from "../shared/money.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { illegal, kitchenHas, move, noted, type Outcome, repeat } from "./moving.ts";
import { owed, settlingAt } from "./owed.ts";
import { changed, type OrderRecord, type Stamp } from "./record.ts";

/** What is said of an order for which another amount was paid, to whoever asks. */
export function amountDiffers({ payment, quote }: OrderRecord): OrderFailure {
  const [paid, total] = [payment?.paidCentavos ?? 0, quote?.totalCentavos ?? 0].map(formatBRL);
  return failure(
    "amount_differs",
    `O valor pago (${paid}) é diferente do total do pedido (${total}): o restaurante vai falar com você.`,
  );
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
