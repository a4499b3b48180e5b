/**
 * Order states as a literal table: a state's row lists where it may go and who may move it there. Anything else is
 * refused as a value. `cart` is the customer's basket; every other state belongs to a placed order. A paid order ends
 * delivered or refunded: what ends rejected, cancelled or expired with money in hand owes that money (see owed.ts).
 */
export const actors = ["customer", "payment", "kitchen", "schedule", "staff"] as const;
/** Who moves an order; staff is a person of the restaurant, acting beside its point of sale. */
export type Actor = (typeof actors)[number];

export const orderTransitions = {
  cart: {
    awaiting_payment: ["customer"],
    // Paid at the door: nothing to wait for.
    confirmed: ["customer"],
    scheduled: ["customer"],
  },
  awaiting_payment: {
    confirmed: ["payment"],
    scheduled: ["payment"],
    cancelled: ["customer", "staff"],
    expired: ["schedule"],
    // Of what was paid, and was not what it costs.
    refunded: ["payment"],
  },
  /** Ordered for later; the kitchen does not have it yet. */
  scheduled: {
    confirmed: ["schedule", "staff"],
    cancelled: ["customer", "staff"],
    refunded: ["payment"],
  },
  confirmed: {
    accepted: ["kitchen", "staff"],
    rejected: ["kitchen", "staff"],
    cancelled: ["customer", "staff"],
    refunded: ["payment"],
  },
  accepted: {
    ready: ["kitchen", "staff"],
    rejected: ["kitchen", "staff"],
    cancelled: ["staff"],
    refunded: ["payment"],
  },
  ready: {
    out_for_delivery: ["kitchen", "staff"],
    delivered: ["kitchen", "staff"],
    cancelled: ["staff"],
    refunded: ["payment"],
  },
  out_for_delivery: { delivered: ["kitchen", "staff"], cancelled: ["staff"], refunded: ["payment"] },
  delivered: { refund_pending: ["staff"], refunded: ["payment"] },
  rejected: { refund_pending: ["payment"], refunded: ["payment"] },
  cancelled: { refund_pending: ["payment"], refunded: ["payment"] },
  expired: { refund_pending: ["payment"], refunded: ["payment"] },
  /** Asaas was asked to give the money back. */
  refund_pending: { refunded: ["payment"] },
  refunded: {},
} as const satisfies Record<string, Readonly<Record<string, readonly Actor[]>>>;

export type OrderStatus = keyof typeof orderTransitions;

export const orderStatuses = Object.keys(orderTransitions) as [OrderStatus, ...OrderStatus[]];

/** The states that a state may go to, with who may move it there. */
export function movesFrom(from: OrderStatus): Readonly<Partial<Record<OrderStatus, readonly Actor[]>>> {
  return orderTransitions[from];
}

/** @param by anybody, when it is left out. */
export function canMove(from: OrderStatus, to: OrderStatus, by?: Actor): boolean {
  const allowed = movesFrom(from)[to];
  return allowed !== undefined && (by === undefined || allowed.includes(by));
}
