/**
 * What OrderService answers when it is invoked: the contract between the conversation (which speaks) and the
 * order stage (which alone knows prices and states). Tenant first, always.
 */
import * as z from "zod/mini";
import type { Centavos } from "./money.ts";
import type { OrderStatus } from "./order-states.ts";

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
    notes: z.optional(z.string()),
  }),
  z.strictObject({
    ...ofConversation,
    action: z.literal("set_quantity"),
    itemId: id,
    quantity: z.int().check(z.minimum(0), z.maximum(99)),
  }),
  z.strictObject({ ...ofConversation, action: z.literal("remove_item"), itemId: id }),
  z.strictObject({
    ...ofConversation,
    action: z.literal("set_fulfilment"),
    mode: z.enum(["delivery", "pickup"]),
    address: z.optional(Address),
  }),
  z.strictObject({
    ...ofConversation,
    action: z.literal("place_order"),
    paymentMethod: z.enum(["PIX"]),
    customer: Customer,
  }),
  z.strictObject({ ...ofConversation, action: z.literal("order_status") }),
  z.strictObject({ ...ofConversation, action: z.literal("cancel_order"), reason: z.optional(z.string()) }),
  // From the payment stage.
  z.strictObject({
    clientId: id,
    action: z.literal("payment_settled"),
    orderId: id,
    paymentId: id,
    amountCentavos: z.int(),
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

export interface CartLine {
  readonly itemId: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceCentavos: Centavos;
  readonly totalCentavos: Centavos;
  readonly notes?: string;
}

/** A basket or an order, priced; what the model is shown. */
export interface OrderView {
  readonly orderId?: string;
  readonly status: OrderStatus;
  readonly items: readonly CartLine[];
  readonly subtotalCentavos: Centavos;
  readonly deliveryFeeCentavos: Centavos;
  readonly totalCentavos: Centavos;
  /** "R$ 123,45": the model repeats it, it never computes it. */
  readonly total: string;
  readonly fulfilment?: { readonly mode: "delivery" | "pickup"; readonly address?: Address };
  readonly etaMinutes?: number;
  /** What is still missing before the order can be placed. */
  readonly missing: readonly ("items" | "fulfilment" | "address" | "minimum")[];
}

export interface MenuView {
  readonly storeId: string;
  readonly storeName: string;
  readonly open: boolean;
  readonly categories: readonly {
    readonly name: string;
    readonly items: readonly {
      readonly itemId: string;
      readonly name: string;
      readonly description?: string;
      readonly price: string;
      readonly available: boolean;
      readonly aliases: readonly string[];
    }[];
  }[];
  readonly deliveryFee: string;
  readonly minimumOrder: string;
  readonly pickup: boolean;
  readonly paymentMethods: readonly string[];
}

export type OrderErrorCode =
  | "unknown_tenant"
  | "unknown_store"
  | "unknown_item"
  | "item_unavailable"
  | "not_in_cart"
  | "empty_cart"
  | "incomplete"
  | "below_minimum"
  | "store_closed"
  | "no_order"
  | "illegal_transition"
  | "amount_differs"
  | "payment_failed"
  | "invalid_request";

export type OrderResult =
  | { readonly ok: true; readonly menu: MenuView }
  | { readonly ok: true; readonly order: OrderView }
  /** `message` is one Portuguese sentence that can be said to the customer. */
  | { readonly ok: false; readonly error: { readonly code: OrderErrorCode; readonly message: string } };
