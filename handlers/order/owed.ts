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
    // While the payer's bank wants the money itself, nobody else gives it back: it would go twice.
    refund: unfulfilled.has(status) && payment?.paidAt !== undefined && payment.dispute !== "opened",
    coupon: over.has(status) && coupon?.held === true,
  };
}

/** When the schedule looks at an order that ended unfulfilled and whose debts changed; another order keeps its time. */
export function settlingAt(order: OrderRecord, at: string): string | undefined {
  if (!unfulfilled.has(order.status)) return order.expiresAt;
  return owesNothing(order) ? undefined : at;
}

export function owesNothing(order: Pick<OrderRecord, "status" | "payment" | "coupon">): boolean {
  const { refund, coupon } = owed(order);
  return !refund && !coupon;
}
