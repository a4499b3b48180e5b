/** "O de sempre": what this conversation ordered before, and putting it into the basket again. */
import { formatBRL } from "../shared/money.ts";
import type { OrderRequest, OrderResult, PastOrder } from "../shared/order-api.ts";
import type { OrderStatus } from "../shared/order-states.ts";
import { addItem } from "./cart.ts";
import { changeCart, ordersBefore, position } from "./conversation.ts";
import { failure } from "./errors.ts";
import { findItem } from "./menu.ts";
import type { Ports, StoreConfig } from "./ports.ts";
import type { Line, OrderRecord, PricedLine } from "./record.ts";

type FromConversation = Extract<OrderRequest, { conversationId: string }>;
type Reorder = Extract<OrderRequest, { action: "reorder" }>;

const shown = 5;
const wanted: ReadonlySet<OrderStatus> = new Set([
  "scheduled",
  "confirmed",
  "accepted",
  "ready",
  "out_for_delivery",
  "delivered",
]);

/** Newest first: what the kitchen got, and nothing that was cancelled, refused or never paid. */
async function earlierOrders(ports: Ports, request: FromConversation): Promise<OrderRecord[]> {
  const here = await position(ports, request);
  const before = await ordersBefore(ports, here, request.clientId);
  const orders = here.current ? [here.current, ...before] : before;
  return orders.filter(({ status }) => wanted.has(status)).slice(0, shown);
}

export async function lastOrders(
  ports: Ports,
  request: FromConversation,
  store: StoreConfig,
): Promise<OrderResult> {
  const orders = await earlierOrders(ports, request);
  return { ok: true, orders: orders.map((order) => pastOrder(order, store, ports.clock())) };
}

function pastOrder(order: OrderRecord, store: StoreConfig, at: Date): PastOrder {
  const items = order.quote?.items ?? [];
  return {
    orderId: order.orderId,
    placedAt: order.createdAt,
    status: order.status,
    items: items.map((item) => ({
      ...item,
      available: addItem([], store.orderConfig, lineOf(item), at).ok,
    })),
    total: formatBRL(order.quote?.totalCentavos ?? 0),
  };
}

function lineOf({ itemId, quantity, notes, options }: PricedLine): Line {
  return {
    ...{ itemId, quantity, notes },
    options: options?.map(({ groupId, choices }) => ({
      groupId,
      choiceIds: choices.map(({ choiceId }) => choiceId),
    })),
  };
}

/** At today's prices. Where it goes comes along unless the customer has said already. */
export async function reorder(ports: Ports, request: Reorder, store: StoreConfig): Promise<OrderResult> {
  const orders = await earlierOrders(ports, request);
  const order = request.orderId ? orders.find(({ orderId }) => orderId === request.orderId) : orders[0];
  if (!order) return failure("no_order", "Não encontrei um pedido anterior seu para repetir.");
  const skipped: string[] = [];
  const result = await changeCart(ports, request, store, (cart) => {
    skipped.length = 0;
    let lines: Line[] = cart.lines;
    for (const item of order.quote?.items ?? []) {
      const added = addItem(lines, store.orderConfig, lineOf(item), ports.clock());
      if (added.ok) lines = added.lines;
      else skipped.push(findItem(store.orderConfig, item.itemId)?.name ?? item.name);
    }
    if (lines === cart.lines)
      return failure(
        "item_unavailable",
        "Nada daquele pedido está disponível agora. Posso mostrar o cardápio?",
      );
    return { ok: true, change: { lines, fulfilment: cart.fulfilment ?? order.fulfilment } };
  });
  return result.ok && "order" in result ? { ok: true, order: { ...result.order, skipped } } : result;
}
