/** A move that a person of the restaurant makes, and what is said about it. */
import type { OrderStatus } from "../../handlers/shared/order-states.ts";
import { staffMoves } from "./arguments.ts";
import type { OrderKey, Orders } from "./orders.ts";
import { movesLine } from "./view.ts";

export interface Moved {
  readonly orderId: string;
  readonly ok: boolean;
  readonly from: OrderStatus;
  /** As it is now. */
  readonly status: OrderStatus;
  readonly message: string;
  /** Where staff may move it now. */
  readonly moves: readonly OrderStatus[];
}

export async function moveOrder(
  orders: Orders,
  key: OrderKey,
  to: OrderStatus,
  reason: string,
): Promise<Moved> {
  const before = await orders.read(key);
  const from = before.order.status;
  const answer = await orders.move(key, to, reason);
  const { order } = await orders.read(key);
  const { orderId, status } = order;
  const moves = staffMoves(status);
  const result = { orderId, from, status, moves };
  const possible = movesLine({ status, moves });
  if (!answer.ok) return { ...result, ok: false, message: `Refused: ${answer.error.message}\n${possible}` };
  if (order.version === before.order.version) {
    const ok = status === to;
    const message = ok
      ? `Nothing was changed: ${orderId} is ${to} already.`
      : `Nothing was changed: ${orderId} has been ${to} before and is ${status} now.\n${possible}`;
    return { ...result, ok, message };
  }
  // An order that was paid and is not made goes on to refund_pending by itself.
  const goesBack = status === "refund_pending" || status === "refunded";
  const money = goesBack ? " What was paid goes back to the customer." : "";
  const since = status === to ? "" : `, and is ${status} by now`;
  return { ...result, ok: true, message: `${orderId} went from ${from} to ${to}${since}.${money}` };
}
