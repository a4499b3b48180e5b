/**
 * What OrderService answers when it is invoked: the contract between the conversation (which speaks) and the
 * order stage (which alone knows prices and states). Tenant first, always.
 */
import * as z from "zod/mini";
import type { CustomersOrder, MenuView, OrderView, PastOrder } from "./order-views.ts";
import { PaymentMethod } from "./payment-method.ts";

export type * from "./order-views.ts";

const id = z.string().check(z.minLength(1));
const quantity = z.int().check(z.minimum(1), z.maximum(99));
const ofConversation = {
  clientId: id,
  storeId: id,
  conversationId: id,
  requestId: id,
  /** The customer's message's, for the log. */
  traceId: z.optional(z.string()),
};

export const Address = z.strictObject({
  street: id,
  number: id,
  district: z.optional(z.string()),
  complement: z.optional(z.string()),
  postalCode: z.optional(z.string()),
  reference: z.optional(z.string()),
});
export type Address = z.infer<typeof Address>;

export const Customer = z.strictObject({ customerId: id, name: z.string(), phone: id });
export type Customer = z.infer<typeof Customer>;

export const Location = z.strictObject({
  latitude: z.number().check(z.minimum(-90), z.maximum(90)),
  longitude: z.number().check(z.minimum(-180), z.maximum(180)),
});
export type Location = z.infer<typeof Location>;

/** What was chosen of one of an item's option groups. */
export const ChosenOptions = z.strictObject({ groupId: id, choiceIds: z.array(id) });
export type ChosenOptions = z.infer<typeof ChosenOptions>;

/**
 * A request from the conversation. `requestId` is the idempotency key (message sid and tool-use number): the
 * same id applied twice changes nothing the second time.
 */
export const OrderRequest = z.discriminatedUnion("action", [
  z.strictObject({ ...ofConversation, action: z.literal("get_menu") }),
  z.strictObject({ ...ofConversation, action: z.literal("view_cart") }),
  z.strictObject({
    ...ofConversation,
    action: z.literal("add_item"),
    itemId: id,
    quantity,
    options: z.optional(z.array(ChosenOptions)),
    notes: z.optional(z.string()),
  }),
  // A line by its id; or an item, while the basket has one line of it.
  z.strictObject({
    ...ofConversation,
    action: z.literal("set_quantity"),
    lineId: z.optional(id),
    itemId: z.optional(id),
    quantity: z.int().check(z.minimum(0), z.maximum(99)),
  }),
  z.strictObject({
    ...ofConversation,
    action: z.literal("remove_item"),
    lineId: z.optional(id),
    itemId: z.optional(id),
  }),
  z.strictObject({
    ...ofConversation,
    action: z.literal("set_fulfilment"),
    mode: z.enum(["delivery", "pickup"]),
    address: z.optional(Address),
    location: z.optional(Location),
  }),
  // Without a time: as soon as possible. A time without a zone is São Paulo's.
  z.strictObject({
    ...ofConversation,
    action: z.literal("set_schedule"),
    scheduledFor: z.optional(z.iso.datetime({ offset: true, local: true })),
  }),
  z.strictObject({ ...ofConversation, action: z.literal("apply_coupon"), code: id }),
  z.strictObject({ ...ofConversation, action: z.literal("remove_coupon") }),
  /**
   * Says what the customer confirmed, by the view's `quoteId` or by the total that they read: a basket that costs
   * something else by now is not placed.
   */
  z.strictObject({
    ...ofConversation,
    action: z.literal("place_order"),
    paymentMethod: PaymentMethod,
    customer: Customer,
    quoteId: z.optional(id),
    /** As it was shown: "R$ 114,80". */
    confirmedTotal: z.optional(z.string()),
    /** With CASH: the note that the customer pays with, as they said it: "R$ 100,00" or "100". */
    changeFor: z.optional(z.string()),
    /** The payer's CPF or CNPJ, where the charge needs it; it goes to the charge and is kept nowhere here. */
    cpfCnpj: z.optional(z.string()),
  }),
  z.strictObject({ ...ofConversation, action: z.literal("order_status") }),
  z.strictObject({ ...ofConversation, action: z.literal("last_orders") }),
  /** Puts an earlier order into the basket, as far as the menu still has it; without an id, the latest one. */
  z.strictObject({ ...ofConversation, action: z.literal("reorder"), orderId: z.optional(id) }),
  z.strictObject({ ...ofConversation, action: z.literal("cancel_order"), reason: z.optional(z.string()) }),
  // What is held of a customer, at all of the restaurant's stores: shown, or made anonymous.
  z.strictObject({ clientId: id, action: z.literal("customer_orders"), phone: id }),
  z.strictObject({ clientId: id, action: z.literal("erase_customer"), phone: id }),
  // From the payment stage.
  z.strictObject({
    clientId: id,
    action: z.literal("payment_settled"),
    orderId: id,
    paymentId: id,
    amountCentavos: z.int(),
  }),
  // The money went back: asked for by us, or by the restaurant at its payment provider.
  z.strictObject({
    clientId: id,
    action: z.literal("payment_refunded"),
    orderId: id,
    paymentId: id,
    /** In all, with what went back before. Less than the order's total: the order goes on, and the customer is told. */
    amountCentavos: z.int().check(z.minimum(1)),
    reason: z.optional(z.string()),
  }),
  // The payer's bank wants the money back, or no longer does: nothing moves, the timeline and the store are told.
  z.strictObject({
    clientId: id,
    action: z.literal("payment_disputed"),
    orderId: id,
    paymentId: id,
    amountCentavos: z.int().check(z.minimum(1)),
    state: z.enum(["opened", "won"]),
  }),
  // From a person of the restaurant; `refund_pending` gives a delivered order's money back.
  z.strictObject({
    clientId: id,
    action: z.literal("staff_status"),
    orderId: id,
    status: z.enum([
      "confirmed",
      "accepted",
      "rejected",
      "ready",
      "out_for_delivery",
      "delivered",
      "cancelled",
      "refund_pending",
    ]),
    minutes: z.optional(z.int().check(z.minimum(1), z.maximum(600))),
    reason: z.optional(z.string()),
  }),
  // From the restaurant's point of sale.
  z.strictObject({
    clientId: id,
    action: z.literal("kitchen_status"),
    orderId: id,
    status: z.enum(["accepted", "rejected", "ready", "out_for_delivery", "delivered"]),
    minutes: z.optional(z.int().check(z.minimum(1), z.maximum(600))),
    reason: z.optional(z.string()),
  }),
]);
export type OrderRequest = z.infer<typeof OrderRequest>;

/** The plan's scheduled event, as EventBridge Scheduler sends it. */
export const ExpireOrders = z.object({ action: z.literal("process_expired_orders") });

export type OrderErrorCode =
  | "unknown_tenant"
  | "unknown_store"
  /** The restaurant takes no orders for now. */
  | "suspended"
  | "unknown_item"
  | "item_unavailable"
  | "not_in_cart"
  /** Several lines of the basket fit; the details have their ids. */
  | "ambiguous_line"
  /** What was chosen of an item's options is not what its groups allow. */
  | "invalid_options"
  | "out_of_area"
  | "coupon_invalid"
  /** Its limit is reached, in all or for this customer. */
  | "coupon_exhausted"
  | "invalid_schedule"
  /** The basket is not what the customer confirmed, or nobody said that they did. */
  | "quote_changed"
  | "empty_cart"
  | "incomplete"
  | "below_minimum"
  | "store_closed"
  | "no_order"
  /** What would be erased is still needed. */
  | "order_under_way"
  | "illegal_transition"
  | "amount_differs"
  | "payment_failed"
  /** The way of paying needs the payer's own CPF or CNPJ. */
  | "document_required"
  | "invalid_request";

export type OrderResult =
  | { readonly ok: true; readonly menu: MenuView }
  | { readonly ok: true; readonly order: OrderView }
  /** Newest first. */
  | { readonly ok: true; readonly orders: readonly PastOrder[] }
  | { readonly ok: true; readonly history: readonly CustomersOrder[] }
  /** How many orders are nobody's now. */
  | { readonly ok: true; readonly erased: number }
  | {
      readonly ok: false;
      readonly error: {
        readonly code: OrderErrorCode;
        /** One Portuguese sentence that can be said to the customer. */
        readonly message: string;
        readonly details?: OrderErrorDetails;
      };
    };

/** Ids for the next call, which no customer is shown. */
export interface OrderErrorDetails {
  /** What was asked for, and is not there. */
  readonly unknown?: string;
  /** Where a choice is to be made. */
  readonly groupId?: string;
  /** What the message names. */
  readonly offered?: readonly { readonly id: string; readonly name: string }[];
}
