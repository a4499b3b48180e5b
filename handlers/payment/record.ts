/** A charge as PaymentRecordsTable holds it: one for each order, written before Asaas is asked. */
import * as z from "zod/mini";
import { ChargeMethod } from "../shared/payment-api.ts";

const text = z.string().check(z.minLength(1));

/**
 * Where a charge may go from where it is; anything else changes nothing. It only goes forward, so that events may come
 * late, again and in any order: one of money that went back says that the money had come.
 */
export const paymentTransitions = {
  /** Asaas is being asked, or its answer was never seen. */
  creating: ["pending", "paid", "unapplied", "cancelled"],
  /** The customer can pay it. */
  pending: ["paid", "unapplied", "cancelled"],
  /** Asaas has the money; the order is not told yet. */
  paid: ["settled", "unapplied", "disputed", "refunded"],
  /** The order knows. */
  settled: ["disputed", "refunded"],
  /** Paid, but not what the order wants: a person decides. */
  unapplied: ["disputed", "refunded"],
  /** The payer's bank wants the money back. Back to where it was, if the restaurant wins. */
  disputed: ["settled", "unapplied", "refunded"],
  /** All of the money went back. */
  refunded: [],
  /** The order may ask for a new one; and money can come although the charge was withdrawn. */
  cancelled: ["creating", "paid", "unapplied"],
} as const satisfies Record<string, readonly string[]>;

export type PaymentStatus = keyof typeof paymentTransitions;

export function canMove(from: PaymentStatus, to: PaymentStatus): boolean {
  return (paymentTransitions[from] as readonly string[]).includes(to);
}

/** What the order must still hear of. Appended by the write that changed the charge, gone once the order took it. */
export const News = z.discriminatedUnion("news", [
  z.object({ news: z.literal("settled") }),
  /** In all, up to then. */
  z.object({ news: z.literal("refunded"), amountCentavos: z.int() }),
  z.object({ news: z.literal("disputed"), state: z.enum(["opened", "won"]) }),
]);
export type News = z.infer<typeof News>;

/** A refund that was asked for: its request's id names it, else the order and the amount, so that asking again finds it. */
export const Refund = z.object({
  requestId: z.optional(text),
  amountCentavos: z.int(),
  reason: z.string(),
  askedAt: text,
  /** What had gone back before it. */
  beforeCentavos: z.int(),
  /** Asaas took it. Until then nobody knows whether it did. */
  taken: z.boolean(),
});
export type Refund = z.infer<typeof Refund>;

export const PaymentRecord = z.object({
  paymentId: text,
  clientId: text,
  storeId: text,
  orderId: text,
  conversationId: text,
  status: z.enum(Object.keys(paymentTransitions) as [PaymentStatus, ...PaymentStatus[]]),
  method: z._default(ChargeMethod, "PIX"),
  amountCentavos: z.int(),
  /** Counts writes: every write is conditional on it. */
  revision: z.int(),
  /** While a charge or a refund is asked for: until then somebody is at it, and nobody else asks Asaas. */
  busyUntil: z.optional(text),
  providerPaymentId: z.optional(text),
  pixCode: z.optional(text),
  /** Object key of the QR code's PNG in the media bucket. */
  pixQrKey: z.optional(text),
  invoiceUrl: z.optional(text),
  /** When the order stops waiting. */
  expiresAt: text,
  paidAt: z.optional(text),
  /** What was paid, whether or not it is what was asked for. */
  paidCentavos: z.optional(z.int()),
  /** What has gone back of it. */
  refundedCentavos: z._default(z.int(), 0),
  refunds: z._default(z.array(Refund), []),
  untold: z._default(z.array(News), []),
  /** When Asaas was last asked about a dispute, which takes weeks. */
  checkedAt: z.optional(text),
  /** What Asaas said about it, newest last; an event that is listed was applied. */
  events: z.array(z.object({ eventId: text, event: text, at: text })),
  createdAt: text,
  updatedAt: text,
});
export type PaymentRecord = z.infer<typeof PaymentRecord>;

/** An order has one charge, so that asking twice finds the first. */
export function paymentIdOf(orderId: string): string {
  return `chg_${orderId}`;
}

/** Whether the reconciliation must look at it: Asaas or the order may know something that the other does not. */
export function isOpen({ status, untold, refunds, refundedCentavos }: PaymentRecord): boolean {
  const asked = refunds.reduce((sum, refund) => sum + refund.amountCentavos, 0);
  const waits = status === "creating" || status === "pending" || status === "paid" || status === "disputed";
  return waits || untold.length > 0 || (status !== "refunded" && asked > refundedCentavos);
}

/** What has gone back, and what Asaas took but has not confirmed. */
export function committed({ refunds, refundedCentavos }: PaymentRecord): number {
  return refunds
    .filter(
      ({ taken, beforeCentavos, amountCentavos }) =>
        taken && beforeCentavos + amountCentavos > refundedCentavos,
    )
    .reduce((sum, { amountCentavos }) => sum + amountCentavos, refundedCentavos);
}

const eventsKept = 50;

export function withEvent(
  record: PaymentRecord,
  seen: { readonly eventId: string; readonly event: string },
  at: string,
): PaymentRecord {
  const events = [...record.events, { eventId: seen.eventId, event: seen.event, at }];
  return { ...record, events: events.slice(-eventsKept), updatedAt: at };
}
