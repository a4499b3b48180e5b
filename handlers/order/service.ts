/** What OrderService does with each request. */
import type { OrderRequest, OrderResult } from "../shared/order-api.ts";
import { apply } from "./applying.ts";
import { addItem, type Lines, removeItem, setQuantity } from "./cart.ts";
import { cancelOrder } from "./closing.ts";
import { type CartChange, cartOf, changeCart, placedOf, position, stampOf, viewOf } from "./conversation.ts";
import { failure, noOrder } from "./errors.ts";
import { chooseFulfilment } from "./fulfilment.ts";
import { menuView } from "./menu.ts";
import { placeOrder } from "./placing.ts";
import type { Ports } from "./ports.ts";
import type { OrderRecord } from "./record.ts";
import { kitchenStatus, settle } from "./transitions.ts";
import { placedView } from "./view.ts";

type FromConversation = Extract<OrderRequest, { conversationId: string }>;

export async function serve(ports: Ports, request: OrderRequest): Promise<OrderResult> {
  switch (request.action) {
    case "payment_settled":
      return paymentSettled(ports, request);
    case "kitchen_status":
      return apply(ports, request.clientId, request.orderId, (order, stamp) =>
        kitchenStatus(order, stamp, request),
      );
    default:
      return fromConversation(ports, request);
  }
}

async function fromConversation(ports: Ports, request: FromConversation): Promise<OrderResult> {
  const store = await ports.tenants.store(request.clientId, request.storeId);
  if (store === "unknown_tenant") return failure(store, "Este restaurante não está atendendo por aqui.");
  if (store === "unknown_store") return failure(store, "Não encontrei essa loja.");
  const { orderConfig } = store;
  const change = (decide: (cart: OrderRecord) => CartChange) => changeCart(ports, request, store, decide);
  switch (request.action) {
    case "get_menu":
      return { ok: true, menu: menuView(store, ports.clock()) };
    case "view_cart":
      return viewOf(cartOf(await position(ports, request), request, store, await stampOf(ports)), store);
    case "add_item":
      return change((cart) => withLines(addItem(cart.lines, orderConfig, request)));
    case "set_quantity":
      return change((cart) => withLines(setQuantity(cart.lines, orderConfig, request)));
    case "remove_item":
      return change((cart) => withLines(removeItem(cart.lines, orderConfig, request.itemId)));
    case "set_fulfilment":
      return change((cart) => {
        const chosen = chooseFulfilment(cart.fulfilment, orderConfig, request);
        return chosen.ok ? { ok: true, change: { fulfilment: chosen.fulfilment } } : chosen;
      });
    case "place_order":
      return placeOrder(ports, request, store);
    case "order_status":
      return orderStatus(ports, request);
    case "cancel_order":
      return cancelOrder(ports, request, store);
  }
}

function withLines(lines: Lines): CartChange {
  return lines.ok ? { ok: true, change: { lines: lines.lines } } : lines;
}

async function orderStatus(ports: Ports, request: FromConversation): Promise<OrderResult> {
  const order = await placedOf(ports, await position(ports, request), request.clientId);
  return order ? { ok: true, order: placedView(order) } : noOrder();
}

async function paymentSettled(
  ports: Ports,
  settled: Extract<OrderRequest, { action: "payment_settled" }>,
): Promise<OrderResult> {
  const { clientId, orderId } = settled;
  const result = await apply(ports, clientId, orderId, (order, stamp) => settle(order, stamp, settled));
  if (!result.ok) ports.log.error("A payment did not settle its order.", { ...settled, error: result.error });
  return result;
}
