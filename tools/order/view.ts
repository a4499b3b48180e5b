/** An order as its restaurant's support staff may see it: no name, no address, numbers masked. */
import { maskPersonal } from "../../handlers/shared/mask.ts";
import { formatBRL } from "../../handlers/shared/money.ts";
import { staffMoves } from "./arguments.ts";
import type { FoundOrder } from "./orders.ts";

export type OrderSummary = ReturnType<typeof summaryOf>;

export function summaryOf({ order, payment: charge }: FoundOrder) {
  const { orderId, clientId, storeId, status, createdAt, scheduledFor, quote, payment } = order;
  return {
    ...{ orderId, clientId, storeId, status, createdAt, scheduledFor },
    phone: order.customer && maskPersonal(order.customer.phone),
    mode: order.fulfilment?.mode,
    items: (quote?.items ?? []).map(({ name, quantity, options = [], totalCentavos, notes }) => ({
      ...{ name, quantity, totalCentavos },
      choices: options.flatMap(({ choices }) => choices.map((choice) => choice.name)),
      notes: notes && maskPersonal(notes),
    })),
    totals: quote && {
      subtotalCentavos: quote.subtotalCentavos,
      deliveryFeeCentavos: quote.deliveryFeeCentavos,
      discountCentavos: quote.discountCentavos,
      totalCentavos: quote.totalCentavos,
    },
    payment: payment && {
      method: payment.method,
      paidAt: payment.paidAt,
      dispute: payment.dispute,
      ...(charge && {
        charge: charge.status,
        providerPaymentId: charge.providerPaymentId,
        paidCentavos: charge.paidCentavos,
        refundedCentavos: charge.refundedCentavos,
      }),
    },
    timeline: order.timeline.map(({ at, from, to, by, region, note }) => ({
      ...{ at, from, to, by, region },
      note: note && maskPersonal(note),
    })),
    /** Where staff may move it. */
    moves: staffMoves(status),
  };
}

export function readable(order: OrderSummary): string {
  const { orderId, clientId, storeId, status, phone = "unknown", mode = "", items, totals, timeline } = order;
  return [
    `${orderId} of ${clientId}, ${storeId}: ${status}`,
    `Placed ${order.createdAt}, ${mode}, customer ${phone}${order.scheduledFor ? `, for ${order.scheduledFor}` : ""}`,
    "",
    ...items.map(itemLine),
    ...(totals ? [totalsLine(totals)] : []),
    paymentLine(order.payment),
    "",
    ...timeline.map(
      ({ at, from, to, by, note }) =>
        `${at}  ${from === to ? `(${to})` : to}  by ${by}${note ? `: ${note}` : ""}`,
    ),
    "",
    movesLine(order),
  ].join("\n");
}

export function movesLine({ status, moves }: Pick<OrderSummary, "status" | "moves">): string {
  return moves.length
    ? `An order that is ${status} may be moved to: ${moves.join(", ")}.`
    : `Staff may not move an order that is ${status}.`;
}

function itemLine({ quantity, name, choices, totalCentavos, notes }: OrderSummary["items"][number]): string {
  const chosen = choices.length ? ` (${choices.join(", ")})` : "";
  return `${quantity} × ${name}${chosen}  ${formatBRL(totalCentavos)}${notes ? `  “${notes}”` : ""}`;
}

function totalsLine(totals: NonNullable<OrderSummary["totals"]>): string {
  const { subtotalCentavos, deliveryFeeCentavos, discountCentavos, totalCentavos } = totals;
  const parts = [
    `items ${formatBRL(subtotalCentavos)}`,
    ...(deliveryFeeCentavos ? [`delivery ${formatBRL(deliveryFeeCentavos)}`] : []),
    ...(discountCentavos ? [`discount −${formatBRL(discountCentavos)}`] : []),
  ];
  return `Total ${formatBRL(totalCentavos)}: ${parts.join(", ")}`;
}

function paymentLine(payment: OrderSummary["payment"]): string {
  if (!payment) return "No payment";
  const { method, paidAt, charge, paidCentavos, refundedCentavos, dispute } = payment;
  if (!charge) return `Payment: ${method}, at the door`;
  return [
    `Payment: ${method}, charge ${charge}`,
    paidAt ? `paid ${paidAt}` : "not paid",
    ...(refundedCentavos
      ? [`${formatBRL(refundedCentavos)} of ${formatBRL(paidCentavos ?? 0)} given back`]
      : []),
    ...(dispute ? [`dispute ${dispute}`] : []),
  ].join(", ");
}
