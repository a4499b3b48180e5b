/** Which basket or order a conversation is at, and the one way to change its basket. */
import type { OrderResult } from "../shared/order-api.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { findItem } from "./menu.ts";
import type { Pointer, Ports, StoreConfig } from "./ports.ts";
import {
  type ConversationKey,
  changed,
  emptyCart,
  newOrderId,
  type OrderRecord,
  type Stamp,
} from "./record.ts";
import { cartView, placedView } from "./view.ts";

/** Writers of one order are few: its conversation, its payment, its kitchen, the schedule. */
export const attempts = 5;

export interface Position {
  readonly pointer?: Pointer;
  /** What the pointer names, when it was ever written. */
  readonly current?: OrderRecord;
}

export async function position({ store }: Ports, key: ConversationKey): Promise<Position> {
  const pointer = await store.pointer(key.clientId, key.conversationId);
  return { pointer, current: pointer && (await store.order(key.clientId, pointer.currentOrderId)) };
}

/** The conversation's basket as the store that it now talks about sells it; empty when it has none. */
export function cartOf(
  { pointer, current }: Position,
  key: ConversationKey,
  store: StoreConfig,
  stamp: Stamp,
) {
  if (current?.status !== "cart") {
    // A pointer to nothing is a basket that was never filled, or one whose time was over.
    const id = pointer && !current ? pointer.currentOrderId : newOrderId(new Date(stamp.at));
    return emptyCart(id, key, stamp);
  }
  if (current.storeId === key.storeId) return current;
  const lines = current.lines.filter((line) => findItem(store.orderConfig, line.itemId));
  return { ...current, storeId: key.storeId, lines };
}

/** The order that the customer means by "my order": the latest placed one. */
export async function placedOf(
  { store }: Ports,
  { pointer, current }: Position,
  clientId: string,
): Promise<OrderRecord | undefined> {
  if (current && current.status !== "cart") return current;
  return pointer?.previousOrderId ? store.order(clientId, pointer.previousOrderId) : undefined;
}

/** The basket or order that the request was applied to before, though the conversation may be at another by now. */
export async function servedBefore(
  { store }: Ports,
  { pointer, current }: Position,
  { clientId, requestId }: { readonly clientId: string; readonly requestId: string },
): Promise<OrderRecord | undefined> {
  if (current?.requests.includes(requestId)) return current;
  const served = pointer?.served?.find((one) => one.requestId === requestId);
  return served && store.order(clientId, served.orderId);
}

/** The orders that were placed before the current basket or order, newest first. */
export async function ordersBefore(
  { store }: Ports,
  { pointer }: Position,
  clientId: string,
): Promise<OrderRecord[]> {
  const ids = [pointer?.previousOrderId, ...(pointer?.earlierOrderIds ?? [])].filter(
    (id) => id !== undefined,
  );
  const orders = await Promise.all(ids.map((id) => store.order(clientId, id)));
  return orders.filter((order) => order !== undefined);
}

export async function stampOf({ epoch, region, clock }: Ports): Promise<Stamp> {
  return { at: clock().toISOString(), region, epoch: await epoch.current() };
}

/** @param at an ISO time: a basket is priced for it. */
export function viewOf(order: OrderRecord, store: StoreConfig, at: string): OrderResult {
  const cart = order.status === "cart";
  return { ok: true, order: cart ? cartView(order, store, new Date(at)) : placedView(order) };
}

type Changeable = "lines" | "fulfilment" | "scheduledFor" | "coupon";
export type CartChange =
  | { readonly ok: true; readonly change: Partial<Pick<OrderRecord, Changeable>> }
  | OrderFailure;

/** Applies a change to the conversation's basket, opening one when there is none. A refusal writes nothing. */
export async function changeCart(
  ports: Ports,
  request: ConversationKey & { readonly requestId: string },
  store: StoreConfig,
  decide: (cart: OrderRecord) => CartChange,
): Promise<OrderResult> {
  const stamp = await stampOf(ports);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const here = await position(ports, request);
    const served = await servedBefore(ports, here, request);
    if (served) return viewOf(served, store, stamp.at);
    const cart = cartOf(here, request, store, stamp);
    const decision = decide(cart);
    if (!decision.ok) return decision;
    if (!(await pointAt(ports, request, here, cart.orderId))) continue;
    const stored = await ports.store.put(changed(cart, stamp, decision.change, request.requestId));
    if (stored) return viewOf(stored, store, stamp.at);
  }
  return busy();
}

/** What "o de sempre" may look back on. */
const earlierKept = 8;
/** More requests than a turn makes, so that one that is worked through again finds all of its own. */
const servedKept = 60;

async function pointAt(
  { store }: Ports,
  { clientId, conversationId }: ConversationKey,
  { pointer, current }: Position,
  orderId: string,
): Promise<boolean> {
  if (pointer?.currentOrderId === orderId) return true;
  const { previousOrderId, earlierOrderIds = [], served = [] } = pointer ?? {};
  if (!current)
    return store.movePointer(clientId, conversationId, pointer, {
      ...pointer,
      currentOrderId: orderId,
    });
  return store.movePointer(clientId, conversationId, pointer, {
    currentOrderId: orderId,
    previousOrderId: current.orderId,
    earlierOrderIds: [...(previousOrderId ? [previousOrderId] : []), ...earlierOrderIds].slice(
      0,
      earlierKept,
    ),
    served: [
      ...served,
      ...current.requests.map((requestId) => ({ requestId, orderId: current.orderId })),
    ].slice(-servedKept),
  });
}

export const busy = () =>
  failure("invalid_request", "Seu carrinho acabou de mudar. Pode repetir o último pedido, por favor?");
