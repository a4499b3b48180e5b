/** What PaymentService answers when OrderService invokes it, and what arrives on the payments queue. */
import * as z from "zod/mini";
import { isDocument } from "./documents.ts";

const id = z.string().check(z.minLength(1));

/** What Asaas charges. Cash and a card at the door never reach it. */
export const ChargeMethod = z.enum(["PIX", "CREDIT_CARD", "BOLETO"]);
export type ChargeMethod = z.infer<typeof ChargeMethod>;

export const PaymentRequest = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("create_charge"),
    clientId: id,
    storeId: id,
    orderId: id,
    conversationId: id,
    amountCentavos: z.int().check(z.minimum(1)),
    description: z.string(),
    customer: z.strictObject({
      customerId: id,
      name: z.string(),
      phone: id,
      /** CPF or CNPJ, digits only, of the payer's own. A boleto needs it; without it the tenant's stands in. */
      cpfCnpj: z.optional(z.string().check(z.refine(isDocument, "expected a CPF or CNPJ, digits only"))),
    }),
    /** @default PIX. A card or a boleto is paid at the `invoiceUrl` of the answer: no card number is ever asked for. */
    method: z.optional(ChargeMethod),
    /** When the order stops waiting for the payment. */
    expiresAt: z.iso.datetime(),
  }),
  z.strictObject({ action: z.literal("cancel_charge"), clientId: id, orderId: id }),
  /** The customer of an order that has ended is erased; its money stays. */
  z.strictObject({ action: z.literal("forget_customer"), clientId: id, orderId: id }),
  /** Gives money back. The same request made twice gives it once; without an id, the amount names the request. */
  z.strictObject({
    action: z.literal("refund_charge"),
    clientId: id,
    orderId: id,
    /** Of a person's request: another one of the same amount is another refund. */
    requestId: z.optional(id),
    /** @default all that is left */
    amountCentavos: z.optional(z.int().check(z.minimum(1))),
    reason: z.string(),
  }),
]);
export type PaymentRequest = z.infer<typeof PaymentRequest>;

/** The schedule's tick, as EventBridge Scheduler sends it. */
export const ReconcilePayments = z.object({ action: z.literal("reconcile_payments") });

export type PaymentResult =
  | {
      readonly ok: true;
      readonly paymentId: string;
      /** Absent when a cancellation found nothing at Asaas. */
      readonly providerPaymentId?: string;
      /** PIX copy-and-paste code. */
      readonly pixCode?: string;
      /** Object key of the QR code's PNG in the media bucket. */
      readonly pixQrKey?: string;
      /** Asaas's page where the charge is paid: the way to pay a card or a boleto. */
      readonly invoiceUrl?: string;
      /** Of a refund: what Asaas was asked to give back of this charge, in all. */
      readonly refundedCentavos?: number;
    }
  | { readonly ok: false; readonly error: { readonly code: PaymentErrorCode; readonly message: string } };

export type PaymentErrorCode =
  | "invalid_request"
  /** The tenant, its Asaas key or its order's charge is not there. */
  | "not_configured"
  /** The charge is paid: it can neither be made again nor be cancelled. */
  | "already_paid"
  /** There is no money to give back. */
  | "not_paid"
  /** The payer's bank wants the money back: what becomes of it is known once that is decided. */
  | "disputed"
  /** The method needs the payer's own CPF or CNPJ: ask the customer for it. */
  | "document_required"
  /** Asaas said no, and why. */
  | "refused"
  /** Asaas, or the function itself, did not answer in time: the same request may be made again. */
  | "no_answer";

/** A message on the payments queue: an Asaas event, authenticated and not yet applied. */
export const PaymentEvent = z.object({
  v: z.literal(1),
  clientId: id,
  eventId: id,
  event: id,
  providerPaymentId: id,
  /** Asaas's `externalReference`: our order id. */
  orderId: z.optional(z.string()),
  amountCentavos: z.int(),
  /** What of it has gone back to the payer by then, where the event says so. */
  refundedCentavos: z.optional(z.int()),
  receivedAt: z.iso.datetime(),
});
export type PaymentEvent = z.infer<typeof PaymentEvent>;

/** What Asaas posted and is no event as we know them, on the same queue: for a person to look at. */
export const UnreadableEvent = z.object({
  v: z.literal(1),
  kind: z.literal("unreadable"),
  clientId: id,
  problem: z.string(),
  text: z.string(),
});
export type UnreadableEvent = z.infer<typeof UnreadableEvent>;
