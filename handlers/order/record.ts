/** An order as WhatsAppBotOrders holds it. The basket is an order in state `cart`. */
import { ulid } from "ulid";
import * as z from "zod/mini";
import { Address, Customer } from "../shared/order-api.ts";
import { type OrderStatus, orderTransitions } from "../shared/order-states.ts";
import { OutboxEntry } from "../shared/outbox.ts";

const text = z.string().check(z.minLength(1));
const Status = z.enum(Object.keys(orderTransitions) as [OrderStatus, ...OrderStatus[]]);

export const Line = z.object({
  itemId: text,
  quantity: z.int().check(z.minimum(1), z.maximum(99)),
  notes: z.optional(text),
});
export type Line = z.infer<typeof Line>;

export const PricedLine = z.object({
  itemId: text,
  name: text,
  quantity: z.int(),
  unitPriceCentavos: z.int(),
  totalCentavos: z.int(),
  notes: z.optional(text),
});

/** What a basket costs. Computed from the menu while it is a basket, frozen when the order is placed. */
export const Quote = z.object({
  items: z.array(PricedLine),
  subtotalCentavos: z.int(),
  deliveryFeeCentavos: z.int(),
  totalCentavos: z.int(),
});
export type Quote = z.infer<typeof Quote>;

export const Fulfilment = z.object({ mode: z.enum(["delivery", "pickup"]), address: z.optional(Address) });
export type Fulfilment = z.infer<typeof Fulfilment>;

export const Actor = z.enum(["customer", "payment", "kitchen", "schedule"]);
export type Actor = z.infer<typeof Actor>;

/** One change. `from` equals `to` when something happened that moved nothing, such as a payment that came too late. */
export const TimelineEntry = z.object({
  at: text,
  from: Status,
  to: Status,
  by: Actor,
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
  payment: z.optional(
    z.object({
      paymentId: text,
      providerPaymentId: z.optional(text),
      pixCode: z.optional(z.string()),
      pixQrKey: z.optional(z.string()),
      paidAt: z.optional(text),
    }),
  ),
  /** Minutes until it is ready or arrives: the store's usual ones, then what the kitchen promised. */
  etaMinutes: z.optional(z.int()),
  /**
   * When it ends unless it is paid. On a basket: a charge was asked for and its answer not yet seen, so the
   * schedule withdraws that charge then.
   */
  expiresAt: z.optional(text),
  /** On a basket: who asks for that charge, and for which version. The same request finds it under way. */
  placing: z.optional(z.object({ requestId: text, version: z.int() })),
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
