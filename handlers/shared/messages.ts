/** What travels on the queues between stages. Each consumer checks what it reads with these schemas. */
import * as z from "zod/mini";
import { Location } from "./order-api.ts";
import { PaymentMethod } from "./payment-method.ts";

const id = z.string().check(z.minLength(1));

/** A customer's WhatsApp message, verified, on its way to the conversation. Message group: conversationId. */
export const InboundMessage = z.object({
  v: z.literal(1),
  kind: z.literal("inbound"),
  clientId: id,
  conversationId: id,
  messageSid: id,
  /** "+5511999999999": Twilio's `From` without its channel prefix. */
  phone: id,
  profileName: z.optional(z.string()),
  /** Body, or the chosen button's or list row's text; card and tax numbers masked. */
  text: z.string(),
  /** A tapped button's payload or a list row's id. */
  choice: z.optional(z.object({ id: id })),
  /** A CPF or CNPJ that stood in the text, for the charge alone: sealed, see seal.ts. */
  sealedDocument: z.optional(z.string()),
  media: z.array(z.object({ url: z.string(), contentType: z.string() })),
  location: z.optional(Location),
  receivedAt: z.iso.datetime(),
  traceId: z.optional(z.string()),
});
export type InboundMessage = z.infer<typeof InboundMessage>;

/** Something that happened to an order and that its customer must hear. Message group: conversationId. */
export const Notice = z.object({
  v: z.literal(1),
  kind: z.literal("notice"),
  clientId: id,
  storeId: id,
  conversationId: id,
  phone: id,
  orderId: id,
  /** The order's version that caused it; with `notice`, the idempotency key. */
  version: z.int(),
  notice: z.enum([
    "payment_requested",
    "payment_confirmed",
    /** Placed, to be paid at the door: nothing is waited for. */
    "confirmed",
    "accepted",
    "rejected",
    "ready",
    "out_for_delivery",
    "delivered",
    "cancelled",
    "expired",
    /** The money is on its way back: all of it, or a part of it. */
    "refunded",
    "partly_refunded",
    /** Something was paid, and not what the order costs. */
    "amount_differs",
  ]),
  total: z.string(),
  mode: z.optional(z.enum(["delivery", "pickup"])),
  minutes: z.optional(z.int()),
  reason: z.optional(z.string()),
  /** What goes back now: with `partly_refunded`. What was paid and is not `total`: with `amount_differs`, `refunded`. */
  amount: z.optional(z.string()),
  pixCode: z.optional(z.string()),
  pixQrKey: z.optional(z.string()),
  /** Where a card or a boleto is paid. */
  invoiceUrl: z.optional(z.string()),
  /** Absent in notices from before there was a choice: PIX. */
  paymentMethod: z.optional(PaymentMethod),
  /** When an order for later is wanted. */
  scheduledFor: z.optional(z.iso.datetime()),
});
export type Notice = z.infer<typeof Notice>;

/** A message of ours that did not reach the customer, by Twilio's status callback. Message group: conversationId. */
export const DeliveryReport = z.object({
  v: z.literal(1),
  kind: z.literal("delivery"),
  clientId: id,
  conversationId: id,
  phone: id,
  messageSid: id,
  status: z.enum(["failed", "undelivered"]),
  /** Twilio's. */
  errorCode: z.optional(z.int()),
  receivedAt: z.iso.datetime(),
  traceId: z.optional(z.string()),
});
export type DeliveryReport = z.infer<typeof DeliveryReport>;

/** A person of the restaurant writes to a customer, or gives the conversation back. Message group: conversationId. */
export const StaffMessage = z.object({
  v: z.literal(1),
  kind: z.literal("staff"),
  clientId: id,
  conversationId: id,
  phone: id,
  /** The idempotency key. */
  messageId: id,
  action: z.enum(["reply", "resume"]),
  text: z.optional(id),
  sentAt: z.iso.datetime(),
});
export type StaffMessage = z.infer<typeof StaffMessage>;

/** The time has come for what a conversation waits for; it looks itself whether that is still so. */
export const Wake = z.object({
  v: z.literal(1),
  kind: z.literal("wake"),
  clientId: id,
  conversationId: id,
  phone: id,
  what: z.enum(["release_handoff", "survey"]),
});
export type Wake = z.infer<typeof Wake>;

export const InboxMessage = z.discriminatedUnion("kind", [
  InboundMessage,
  Notice,
  DeliveryReport,
  StaffMessage,
  Wake,
]);
export type InboxMessage = z.infer<typeof InboxMessage>;

/**
 * An order as the restaurant's point of sale receives it: docs/pos-message.md says what each field is for. Message group:
 * storeId; deduplication: order and version. `v` grows when a reader of the old shape would misread the new one; fields that
 * such a reader may overlook come without.
 */
export const PosMessage = z.object({
  v: z.literal(1),
  type: z.literal("order"),
  orderId: id,
  version: z.int(),
  clientId: id,
  storeId: id,
  status: z.enum(["confirmed", "cancelled"]),
  createdAt: z.iso.datetime(),
  /** When the customer wants it; absent: as soon as possible. */
  scheduledFor: z.optional(z.iso.datetime()),
  customer: z.object({ customerId: id, name: z.string(), phone: id }),
  items: z.array(
    z.object({
      lineId: z.optional(id),
      itemId: id,
      name: z.string(),
      quantity: z.int(),
      options: z.optional(
        z.array(
          z.object({
            groupId: id,
            name: z.string(),
            choices: z.array(z.object({ choiceId: id, name: z.string() })),
          }),
        ),
      ),
      /** With options. */
      unitPriceCentavos: z.int(),
      totalCentavos: z.int(),
      notes: z.optional(z.string()),
    }),
  ),
  subtotalCentavos: z.int(),
  deliveryFeeCentavos: z.int(),
  discountCentavos: z.optional(z.int()),
  coupon: z.optional(z.string()),
  /** subtotal + delivery fee − discount */
  totalCentavos: z.int(),
  fulfilment: z.object({
    mode: z.enum(["delivery", "pickup"]),
    address: z.optional(
      z.object({
        street: z.string(),
        number: z.string(),
        district: z.optional(z.string()),
        complement: z.optional(z.string()),
        postalCode: z.optional(z.string()),
        reference: z.optional(z.string()),
      }),
    ),
    location: z.optional(z.object({ latitude: z.number(), longitude: z.number() })),
    /** Name of the delivery area. */
    area: z.optional(z.string()),
  }),
  payment: z.object({
    method: PaymentMethod,
    /** Absent when it is paid at the door. */
    paymentId: z.optional(id),
    paidAt: z.optional(z.iso.datetime()),
    /** What is still to be taken from the customer: the total when it is paid at the door, else 0. */
    dueCentavos: z.optional(z.int()),
    /** With CASH: what the customer pays with. */
    changeForCentavos: z.optional(z.int()),
    /** What went back to the customer, in all. */
    refundedCentavos: z.optional(z.int()),
    /** The payer's bank wants the money back, or no longer does. */
    dispute: z.optional(z.enum(["opened", "won"])),
  }),
  /** The region that wrote the order. */
  region: id,
});
export type PosMessage = z.infer<typeof PosMessage>;

/** POST /pos/{clientId}/orders/{orderId}/status, with the tenant's key in `x-api-key`. */
export const PosStatus = z.strictObject({
  status: z.enum(["accepted", "rejected", "ready", "out_for_delivery", "delivered"]),
  minutes: z.optional(z.int().check(z.minimum(1), z.maximum(600))),
  /** Stands in a message to the customer, and Twilio refuses one that is too long. */
  reason: z.optional(z.string().check(z.maxLength(500))),
});
export type PosStatus = z.infer<typeof PosStatus>;

/** POST /pos/{clientId}/conversations/{conversationId}/messages, with the tenant's key in `x-api-key`. */
export const StaffPost = z.strictObject({
  /** @default reply */
  action: z.optional(z.enum(["reply", "resume"])),
  /** With reply. */
  text: z.optional(z.string().check(z.minLength(1), z.maxLength(4096))),
  /** The same twice is sent once. @default each call is a message of its own */
  messageId: z.optional(z.string().check(z.regex(/^[\w-]{1,64}$/, "expected 1–64 of a-z, A-Z, 0-9, _, -"))),
});
export type StaffPost = z.infer<typeof StaffPost>;

/** SQSProducer's invocation: relay what the order's outbox holds; without orderId, sweep every tenant's. */
export const RelayOutbox = z.object({
  action: z.enum(["relay_order", "relay_outbox"]),
  clientId: z.optional(id),
  orderId: z.optional(id),
});
