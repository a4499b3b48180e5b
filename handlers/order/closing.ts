/** Orders whose customer cancels them, and what the schedule does with orders whose time has come. */
import type { OrderRequest, OrderResult } from "../shared/order-api.ts";
import type { OrderStatus } from "../shared/order-states.ts";
import { apply, asResult } from "./applying.ts";
import {
  changeCart,
  ordersBefore,
  type Position,
  placedOf,
  position,
  servedBefore,
  stampOf,
  viewOf,
} from "./conversation.ts";
import { failure, noOrder } from "./errors.ts";
import { unanswered } from "./placing.ts";
import type { Ports, StoreConfig } from "./ports.ts";
import { changed, type OrderRecord } from "./record.ts";
import { settleUp } from "./settling-up.ts";
import { cancel, cleared, due, expire, isWithdrawing, release } from "./transitions.ts";

type CancelOrder = Extract<OrderRequest, { action: "cancel_order" }>;

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
  if (order.status === "awaiting_payment") {
    const withdrawn = await withdraw(ports, order);
    if (withdrawn === "paid")
      return failure(
        "illegal_transition",
        "O pagamento acabou de ser feito, então o pedido segue para a cozinha.",
      );
    if (withdrawn === "failed")
      return failure(
        "payment_failed",
        "Não consegui cancelar a cobrança agora. Se ela não for paga, o pedido expira sozinho.",
      );
  }
  if (order.status === "accepted")
    return failure(
      "illegal_transition",
      "O pedido já está em preparo e não dá mais para cancelar por aqui. Se precisar, peça para falar com a loja.",
    );
  const result = await apply(ports, request.clientId, order.orderId, (latest, stamp) =>
    cancel(latest, stamp, request),
  );
  if (result.ok) await settleUp(ports, result.order);
  return asResult(result);
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

export interface Expiry {
  readonly ok: true;
  readonly expired: number;
}

/** In the active region only: the other one's replica may be behind. One tenant's trouble does not stop the next. */
export async function expireOrders(ports: Ports): Promise<Expiry> {
  const active = await ports.active.current();
  if (active !== ports.region) return { ok: true, expired: 0 };
  let expired = 0;
  for (const clientId of await ports.tenants.activeTenants()) {
    const now = ports.clock().toISOString();
    for (const orderId of await ports.store.expired(clientId, now)) {
      try {
        const order = await ports.store.order(clientId, orderId);
        if (order && due(order, now) && (await attend(ports, order))) expired++;
      } catch (error) {
        ports.log.error("An order whose time has come was not dealt with; the next run tries again.", {
          ...{ clientId, orderId, error },
        });
      }
    }
  }
  return { ok: true, expired };
}

/** True when the order expired. */
async function attend(ports: Ports, order: OrderRecord): Promise<boolean> {
  const { clientId, orderId, status } = order;
  if (status === "scheduled") {
    await apply(ports, clientId, orderId, (latest, stamp) => release(latest, stamp, "schedule"));
    return false;
  }
  if (status === "cart") {
    await clearBasket(ports, order);
    return false;
  }
  if (status !== "awaiting_payment") {
    await settleUp(ports, order);
    return false;
  }
  // A charge that was paid meanwhile is no longer to be withdrawn: its settlement confirms the order.
  if ((await withdraw(ports, order)) !== "withdrawn") return false;
  const result = await apply(ports, clientId, orderId, expire);
  if (!result.ok || result.order.status !== "expired") return false;
  await settleUp(ports, result.order);
  return true;
}

/**
 * A basket stays the customer's; only the charge that nobody was told of goes, and the coupon that was held for it. The
 * basket is claimed first, so that whoever places it meanwhile is not given what is being withdrawn.
 */
async function clearBasket(ports: Ports, basket: OrderRecord): Promise<void> {
  const { clientId, orderId } = basket;
  const stamp = await stampOf(ports);
  if (isWithdrawing(basket, stamp.at)) return;
  const withdrawingUntil = new Date(Date.parse(stamp.at) + withdrawingMs).toISOString();
  const claimed = await ports.store.put(changed(basket, stamp, { withdrawingUntil }));
  if (!claimed) return;
  const gone = (await withdraw(ports, claimed)) === "withdrawn";
  // The coupon goes before the note of it does.
  if (gone) await ports.coupons.release(clientId, orderId);
  await apply(ports, clientId, orderId, (latest, at) => cleared(latest, at, withdrawingUntil, gone));
}

/** Longer than a run of the schedule: one that was cut off keeps nobody from placing for good. */
const withdrawingMs = 60_000;

async function withdraw(ports: Ports, order: OrderRecord): Promise<"withdrawn" | "paid" | "failed"> {
  const { clientId, orderId } = order;
  const result = await ports.payments
    .request({ action: "cancel_charge", clientId, orderId })
    .catch(unanswered);
  if (result.ok) return "withdrawn";
  if (result.error.code === "already_paid") return "paid";
  ports.log.error("The order's charge could not be withdrawn.", { clientId, orderId, error: result.error });
  return "failed";
}
