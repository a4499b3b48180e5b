/** A charge as PaymentRecordsTable holds it: one for each order, written before Asaas is asked. */
import * as z from "zod/mini";

const text = z.string().check(z.minLength(1));

/** Where a charge may go from where it is; anything else is refused as a value. */
export const paymentTransitions = {
  /** Asaas is being asked, or its answer was never seen. */
  creating: ["pending", "paid", "cancelled"],
  /** The customer can pay it. */
  pending: ["paid", "cancelled"],
  /** Asaas has the money; the order is not told yet. */
  paid: ["settled", "unapplied"],
  /** The order knows. */
  settled: [],
  /** Paid, but not what the order wants: a person decides. */
  unapplied: [],
  /** The order may ask for a new one; and money can come although the charge was withdrawn. */
  cancelled: ["creating", "paid"],
} as const satisfies Record<string, readonly string[]>;

export type PaymentStatus = keyof typeof paymentTransitions;

export function canMove(from: PaymentStatus, to: PaymentStatus): boolean {
  return (paymentTransitions[from] as readonly string[]).includes(to);
}

export const PaymentRecord = z.object({
  paymentId: text,
  clientId: text,
  storeId: text,
  orderId: text,
  conversationId: text,
  status: z.enum(Object.keys(paymentTransitions) as [PaymentStatus, ...PaymentStatus[]]),
  amountCentavos: z.int(),
  /** Counts writes: every write is conditional on it. */
  revision: z.int(),
  /** While `creating`: until then somebody is at it, and nobody else asks Asaas. */
  busyUntil: z.optional(text),
  providerPaymentId: z.optional(text),
  pixCode: z.optional(text),
  /** Object key of the QR code's PNG in the media bucket. */
  pixQrKey: z.optional(text),
  invoiceUrl: z.optional(text),
  /** When the order stops waiting. */
  expiresAt: text,
  paidAt: z.optional(text),
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

const eventsKept = 50;

export function withEvent(
  record: PaymentRecord,
  seen: { readonly eventId: string; readonly event: string },
  at: string,
): PaymentRecord {
  const events = [...record.events, { eventId: seen.eventId, event: seen.event, at }];
  return { ...record, events: events.slice(-eventsKept), updatedAt: at };
}
