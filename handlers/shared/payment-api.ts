/** What PaymentService answers when OrderService invokes it, and what arrives on the payments queue. */
import * as z from "zod/mini";

const id = z.string().check(z.minLength(1));

export const PaymentRequest = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("create_charge"),
    clientId: id,
    storeId: id,
    orderId: id,
    conversationId: id,
    amountCentavos: z.int().check(z.minimum(1)),
    description: z.string(),
    customer: z.strictObject({ customerId: id, name: z.string(), phone: id }),
    /** When the order stops waiting for the payment. */
    expiresAt: z.iso.datetime(),
  }),
  z.strictObject({ action: z.literal("cancel_charge"), clientId: id, orderId: id }),
]);
export type PaymentRequest = z.infer<typeof PaymentRequest>;

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
      readonly invoiceUrl?: string;
    }
  | { readonly ok: false; readonly error: { readonly code: PaymentErrorCode; readonly message: string } };

export type PaymentErrorCode =
  | "invalid_request"
  /** The tenant, its Asaas key or its order's charge is not there. */
  | "not_configured"
  /** The charge is paid: it can neither be made again nor be cancelled. */
  | "already_paid"
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
  receivedAt: z.iso.datetime(),
});
export type PaymentEvent = z.infer<typeof PaymentEvent>;
