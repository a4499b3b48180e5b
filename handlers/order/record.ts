/** An order as WhatsAppBotOrders holds it. The basket is an order in state `cart`. */
import { ulid } from "ulid";
import * as z from "zod/mini";
import { Address, ChosenOptions, Customer, Location } from "../shared/order-api.ts";
import { PaymentMethod } from "../shared/order-config.ts";
import { actors, orderStatuses } from "../shared/order-states.ts";
import { OutboxEntry } from "../shared/outbox.ts";

const text = z.string().check(z.minLength(1));
const Status = z.enum(orderStatuses);

export const Line = z.object({
  itemId: text,
  quantity: z.int().check(z.minimum(1), z.maximum(99)),
  /** In the item's order of groups and choices; absent when nothing was chosen. */
  options: z.optional(z.array(ChosenOptions)),
  notes: z.optional(text),
});
export type Line = z.infer<typeof Line>;

export const PricedLine = z.object({
  lineId: z.optional(text),
  itemId: text,
  name: text,
  quantity: z.int(),
  options: z.optional(
    z.array(
      z.object({
        groupId: text,
        name: text,
        choices: z.array(z.object({ choiceId: text, name: text })),
      }),
    ),
  ),
  unitPriceCentavos: z.int(),
  totalCentavos: z.int(),
  notes: z.optional(text),
});

export type PricedLine = z.infer<typeof PricedLine>;

/** What a basket costs. Computed from the menu while it is a basket, frozen when the order is placed. */
export const Quote = z.object({
  items: z.array(PricedLine),
  subtotalCentavos: z.int(),
  deliveryFeeCentavos: z.int(),
  discountCentavos: z._default(z.int(), 0),
  /** The coupon that takes the discount off. */
  coupon: z.optional(text),
  /** Name of the delivery area that the fee is of. */
  area: z.optional(text),
  totalCentavos: z.int(),
});
export type Quote = z.infer<typeof Quote>;

export const Fulfilment = z.object({
  mode: z.enum(["delivery", "pickup"]),
  address: z.optional(Address),
  location: z.optional(Location),
});
export type Fulfilment = z.infer<typeof Fulfilment>;

export const Payment = z.object({
  method: z._default(PaymentMethod, "PIX"),
  /** Absent when it is paid at the door. */
  paymentId: z.optional(text),
  providerPaymentId: z.optional(text),
  pixCode: z.optional(z.string()),
  pixQrKey: z.optional(z.string()),
  invoiceUrl: z.optional(z.string()),
  changeForCentavos: z.optional(z.int()),
  paidAt: z.optional(text),
  /** What was paid, when that is not the order's total: a person decides what follows. */
  paidCentavos: z.optional(z.int()),
  /** In all. */
  refundedCentavos: z.optional(z.int()),
  /** Whether the payer's bank wants the money back. */
  dispute: z.optional(z.enum(["opened", "won"])),
});
export type Payment = z.infer<typeof Payment>;

/** One change. `from` equals `to` when something happened that moved nothing, such as a payment that came too late. */
export const TimelineEntry = z.object({
  at: text,
  from: Status,
  to: Status,
  by: z.enum(actors),
  version: z.int(),
  region: text,
  epoch: z.int(),
  note: z.optional(z.string()),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const OrderRecord = z.object({
  orderId: text,
  clientId: text,
  storeId: text,
  conversationId: text,
  status: Status,
  /** Counts what happened to the order; the kitchen and the customer are told of a version once. */
  version: z.int(),
  /** Counts writes, the clearing of the outbox too: every write is conditional on it. */
  revision: z.int(),
  lines: z.array(Line),
  fulfilment: z.optional(Fulfilment),
  quote: z.optional(Quote),
  customer: z.optional(Customer),
  payment: z.optional(Payment),
  /** When the customer wants it; absent: as soon as possible. */
  scheduledFor: z.optional(text),
  /** When the kitchen gets an order for later. */
  releaseAt: z.optional(text),
  /** Asked for by the customer. `held`: this order counts against the coupon's limits until it is given up. */
  coupon: z.optional(z.object({ code: text, held: z._default(z.boolean(), false) })),
  /** Minutes until it is ready or arrives: the store's usual ones, then what the kitchen promised. */
  etaMinutes: z.optional(z.int()),
  /**
   * When the schedule looks at it. An unpaid order ends then; an order for later goes to the kitchen; one that ended gives
   * up its coupon and has its money refunded, if that was not done at once. On a basket: a charge was asked for and its
   * answer not yet seen, so the schedule withdraws that charge.
   */
  expiresAt: z.optional(text),
  /** On a basket: who asks for that charge, and for which version. The same request finds it under way. */
  placing: z.optional(z.object({ requestId: text, version: z.int() })),
  /** On a basket: until then the schedule withdraws that charge, and no other is asked for. */
  withdrawingUntil: z.optional(text),
  /** The latest request ids that were applied: applying one again changes nothing. */
  requests: z.array(text),
  timeline: z.array(TimelineEntry),
  outbox: z.array(OutboxEntry),
  createdAt: text,
  updatedAt: text,
  region: text,
  epoch: z.int(),
});
export type OrderRecord = z.infer<typeof OrderRecord>;

/** Where and when a change is made, for the record. */
export interface Stamp {
  readonly at: string;
  readonly region: string;
  readonly epoch: number;
}

export interface ConversationKey {
  readonly clientId: string;
  readonly storeId: string;
  readonly conversationId: string;
}

export function newOrderId(now: Date): string {
  return `ord_${ulid(now.getTime())}`;
}

/** An empty basket that is not stored yet: revision 0. */
export function emptyCart(orderId: string, key: ConversationKey, stamp: Stamp): OrderRecord {
  return {
    orderId,
    clientId: key.clientId,
    storeId: key.storeId,
    conversationId: key.conversationId,
    status: "cart",
    version: 0,
    revision: 0,
    lines: [],
    requests: [],
    timeline: [],
    outbox: [],
    createdAt: stamp.at,
    updatedAt: stamp.at,
    region: stamp.region,
    epoch: stamp.epoch,
  };
}

const requestsKept = 20;

/** The next version with a change applied; `requestId` is remembered. */
export function changed(
  order: OrderRecord,
  stamp: Stamp,
  change: Partial<OrderRecord>,
  requestId?: string,
): OrderRecord {
  return {
    ...order,
    ...change,
    version: order.version + 1,
    updatedAt: stamp.at,
    region: stamp.region,
    epoch: stamp.epoch,
    requests: requestId ? [...order.requests, requestId].slice(-requestsKept) : order.requests,
  };
}
