/** What the schedule does with orders and baskets whose time has come. */
import { apply } from "./applying.ts";
import { stampOf } from "./conversation.ts";
import type { Ports } from "./ports.ts";
import { changed, type OrderRecord } from "./record.ts";
import { settleUp } from "./settling-up.ts";
import { cleared, due, expire, isWithdrawing, release } from "./transitions.ts";
import { withdraw } from "./withdrawing.ts";

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
