/**
 * Order states as a literal table: a state's row lists where it may go. Anything else is refused as a value.
 * `cart` is the customer's basket; every other state belongs to a placed order.
 */
export const orderTransitions = {
  cart: ["awaiting_payment"],
  awaiting_payment: ["confirmed", "cancelled", "expired"],
  confirmed: ["accepted", "rejected", "cancelled"],
  accepted: ["ready", "cancelled"],
  ready: ["out_for_delivery", "delivered"],
  out_for_delivery: ["delivered"],
  delivered: [],
  rejected: [],
  cancelled: [],
  expired: [],
} as const satisfies Record<string, readonly string[]>;

export type OrderStatus = keyof typeof orderTransitions;

export function canMove(from: OrderStatus, to: OrderStatus): boolean {
  return (orderTransitions[from] as readonly string[]).includes(to);
}
