/** What travels on the queues between stages. Each consumer checks what it reads with these schemas. */
import * as z from "zod/mini";

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
  /** Body, or the chosen button's or list row's text. */
  text: z.string(),
  media: z.array(z.object({ url: z.string(), contentType: z.string() })),
  location: z.optional(z.object({ latitude: z.number(), longitude: z.number() })),
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
    "accepted",
    "rejected",
    "ready",
    "out_for_delivery",
    "delivered",
    "cancelled",
    "expired",
  ]),
  total: z.string(),
  mode: z.optional(z.enum(["delivery", "pickup"])),
  minutes: z.optional(z.int()),
  reason: z.optional(z.string()),
  pixCode: z.optional(z.string()),
  pixQrKey: z.optional(z.string()),
});
export type Notice = z.infer<typeof Notice>;

export const InboxMessage = z.discriminatedUnion("kind", [InboundMessage, Notice]);
export type InboxMessage = z.infer<typeof InboxMessage>;

/** A paid order as the restaurant's point of sale receives it. Message group: storeId; deduplication: order and version. */
export const PosMessage = z.object({
  v: z.literal(1),
  type: z.literal("order"),
  orderId: id,
  version: z.int(),
  clientId: id,
  storeId: id,
  status: z.enum(["confirmed", "cancelled"]),
  createdAt: z.iso.datetime(),
  customer: z.object({ customerId: id, name: z.string(), phone: id }),
  items: z.array(
    z.object({
      itemId: id,
      name: z.string(),
      quantity: z.int(),
      unitPriceCentavos: z.int(),
      totalCentavos: z.int(),
      notes: z.optional(z.string()),
    }),
  ),
  subtotalCentavos: z.int(),
  deliveryFeeCentavos: z.int(),
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
  }),
  payment: z.object({ method: z.enum(["PIX"]), paymentId: id, paidAt: z.optional(z.iso.datetime()) }),
  /** The region that wrote the order. */
  region: id,
});
export type PosMessage = z.infer<typeof PosMessage>;

/** POST /pos/{clientId}/orders/{orderId}/status, with the tenant's key in `x-api-key`. */
export const PosStatus = z.strictObject({
  status: z.enum(["accepted", "rejected", "ready", "out_for_delivery", "delivered"]),
  minutes: z.optional(z.int().check(z.minimum(1), z.maximum(600))),
  reason: z.optional(z.string()),
});
export type PosStatus = z.infer<typeof PosStatus>;

/** SQSProducer's invocation: relay what the order's outbox holds; without orderId, sweep every tenant's. */
export const RelayOutbox = z.object({
  action: z.enum(["relay_order", "relay_outbox"]),
  clientId: z.optional(id),
  orderId: z.optional(id),
});
