/** What an order that ended unfulfilled still owes: the customer's money, and a coupon that others may use. */
import type { OrderStatus } from "../shared/order-states.ts";
import type { OrderRecord } from "./record.ts";

export interface Owed {
  readonly refund: boolean;
  readonly coupon: boolean;
}

const unfulfilled: ReadonlySet<OrderStatus> = new Set(["rejected", "cancelled", "expired"]);
const over: ReadonlySet<OrderStatus> = new Set([...unfulfilled, "refund_pending", "refunded"]);

export function owed({ status, payment, coupon }: Pick<OrderRecord, "status" | "payment" | "coupon">): Owed {
  return {
    refund: unfulfilled.has(status) && payment?.paidAt !== undefined,
    coupon: over.has(status) && coupon?.held === true,
  };
}

export function owesNothing(order: Pick<OrderRecord, "status" | "payment" | "coupon">): boolean {
  const { refund, coupon } = owed(order);
  return !refund && !coupon;
}
