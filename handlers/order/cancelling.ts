/** Orders that their customer or the restaurant's staff cancels. */
import type { OrderRequest, OrderResult } from "../shared/order-api.ts";
import type { OrderStatus } from "../shared/order-states.ts";
import {
  changeCart,
  ordersBefore,
  type Position,
  placedOf,
  position,
  servedBefore,
  viewOf,
} from "./conversation.ts";
import { failure, noOrder } from "./errors.ts";
import { amountDiffers } from "./paying-back.ts";
import type { Ports, StoreConfig } from "./ports.ts";
import type { OrderRecord } from "./record.ts";
import { moved } from "./settling-up.ts";
import { cancel } from "./transitions.ts";
import { refuseUnwithdrawn } from "./withdrawing.ts";

type CancelOrder = Extract<OrderRequest, { action: "cancel_order" }>;
type StaffStatus = Extract<OrderRequest, { action: "staff_status" }>;

/** Neither at its end nor on its way to one: what a customer can mean by "my order" when they cancel it. */
const underWay: ReadonlySet<OrderStatus> = new Set([
  "awaiting_payment",
  "scheduled",
  "confirmed",
  "accepted",
  "ready",
  "out_for_delivery",
]);

/**
 * The latest order, while it is under way: it is the one that `order_status` shows. Only without one is it the basket that
 * is being filled, which is emptied. The answer is what was cancelled.
 */
export async function cancelOrder(
  ports: Ports,
  request: CancelOrder,
  store: StoreConfig,
): Promise<OrderResult> {
  const here = await position(ports, request);
  const order = await placedOf(ports, here, request.clientId);
  const done = (await servedBefore(ports, here, request)) ?? (await cancelledBefore(ports, here, request));
  if (done) return viewOf(done, store, ports.clock().toISOString());
  const fillsBasket = here.current?.status === "cart" && here.current.lines.length > 0;
  if (fillsBasket && !(order && underWay.has(order.status)))
    return changeCart(ports, request, store, () => ({ ok: true, change: { lines: [] } }));
  if (!order) return noOrder();
  if (order.status === "awaiting_payment" && order.payment?.paidAt) return amountDiffers(order);
  const refused = await refuseUnwithdrawn(ports, order);
  if (refused) return refused;
  if (order.status === "accepted")
    return failure(
      "illegal_transition",
      "O pedido já está em preparo e não dá mais para cancelar por aqui. Se precisar, peça para falar com a loja.",
    );
  return moved(ports, order, (latest, stamp) => cancel(latest, stamp, request));
}

/** An order that was cancelled beside a newer basket has the request itself. */
async function cancelledBefore(
  ports: Ports,
  here: Position,
  { clientId, requestId }: CancelOrder,
): Promise<OrderRecord | undefined> {
  const orders = await ordersBefore(ports, here, clientId);
  return orders.find(({ requests }) => requests.includes(requestId));
}

export async function cancelByStaff(ports: Ports, request: StaffStatus): Promise<OrderResult> {
  const { clientId, orderId } = request;
  const order = await ports.store.order(clientId, orderId);
  const refused = order && (await refuseUnwithdrawn(ports, order));
  return refused ?? moved(ports, request, (latest, stamp) => cancel(latest, stamp, request, "staff"));
}
