/** What OrderService does with each request. */
import type { OrderRequest, OrderResult } from "../shared/order-api.ts";
import { paidOnline } from "../shared/order-config.ts";
import { apply, asResult } from "./applying.ts";
import { cancelByStaff, cancelOrder } from "./cancelling.ts";
import { addItem, type Lines, removeItem, setQuantity } from "./cart.ts";
import { type CartChange, cartOf, changeCart, placedOf, position, stampOf, viewOf } from "./conversation.ts";
import { findCoupon, unknownCoupon } from "./coupons.ts";
import { customerData } from "./customer-data.ts";
import { lastOrders, reorder } from "./earlier.ts";
import { failure, noOrder } from "./errors.ts";
import { chooseFulfilment } from "./fulfilment.ts";
import { menuView } from "./menu-view.ts";
import { amountDiffers, disputed, refundByStaff, refunded } from "./paying-back.ts";
import { placeOrder } from "./placing.ts";
import type { Ports } from "./ports.ts";
import type { OrderRecord } from "./record.ts";
import { madeFrom, schedule } from "./scheduling.ts";
import { askRefund, moved } from "./settling-up.ts";
import { kitchenStatus, release, settle } from "./transitions.ts";
import { placedView } from "./view.ts";

type FromConversation = Extract<OrderRequest, { conversationId: string }>;
type StaffStatus = Extract<OrderRequest, { action: "staff_status" }>;

export async function serve(ports: Ports, request: OrderRequest): Promise<OrderResult> {
  switch (request.action) {
    case "payment_settled":
      return paymentSettled(ports, request);
    case "payment_refunded":
      return moved(ports, request, (order, stamp) => refunded(order, stamp, request));
    case "payment_disputed":
      return paymentDisputed(ports, request);
    case "kitchen_status":
      return moved(ports, request, (order, stamp) => kitchenStatus(order, stamp, request));
    case "customer_orders":
    case "erase_customer":
      return customerData(ports, request);
    case "staff_status":
      return staffStatus(ports, request);
    default:
      return fromConversation(ports, request);
  }
}

/** What the order owes after the move is seen to before the answer. */
/** While the restaurant is suspended: what a customer may do with an order that they have, and see of a basket. */
const stillServed: ReadonlySet<FromConversation["action"]> = new Set([
  "view_cart",
  "order_status",
  "last_orders",
  "cancel_order",
]);

async function fromConversation(ports: Ports, request: FromConversation): Promise<OrderResult> {
  const store = await ports.tenants.store(request.clientId, request.storeId);
  if (store === "unknown_tenant") return failure(store, "Este restaurante não está atendendo por aqui.");
  if (store === "unknown_store") return failure(store, "Não encontrei essa loja.");
  if (store.suspended && !stillServed.has(request.action))
    return failure("suspended", `${store.storeName} não está recebendo pedidos no momento.`);
  const { orderConfig } = store;
  const change = (decide: (cart: OrderRecord) => CartChange) => changeCart(ports, request, store, decide);
  switch (request.action) {
    case "get_menu":
      return { ok: true, menu: menuView(store, ports.clock()) };
    case "view_cart": {
      const stamp = await stampOf(ports);
      return viewOf(cartOf(await position(ports, request), request, store, stamp), store, stamp.at);
    }
    case "add_item":
      return change((cart) => withLines(addItem(cart.lines, orderConfig, request, timeOf(cart, ports))));
    case "set_quantity":
      return change((cart) => withLines(setQuantity(cart.lines, orderConfig, request)));
    case "remove_item":
      return change((cart) => withLines(removeItem(cart.lines, orderConfig, request)));
    case "set_fulfilment":
      return change((cart) => {
        const chosen = chooseFulfilment(cart.fulfilment, store, request);
        return chosen.ok ? { ok: true, change: { fulfilment: chosen.fulfilment } } : chosen;
      });
    case "set_schedule": {
      const chosen = schedule(store, request.scheduledFor, ports.clock());
      return chosen.ok ? change(() => ({ ok: true, change: { scheduledFor: chosen.scheduledFor } })) : chosen;
    }
    case "apply_coupon": {
      const coupon = findCoupon(orderConfig, request.code);
      if (!coupon) return unknownCoupon(request.code);
      return change(() => ({ ok: true, change: { coupon: { code: coupon.code, held: false } } }));
    }
    case "remove_coupon":
      return change(() => ({ ok: true, change: { coupon: undefined } }));
    case "place_order":
      return placeOrder(ports, request, store);
    case "order_status":
      return orderStatus(ports, request);
    case "last_orders":
      return lastOrders(ports, request, store);
    case "reorder":
      return reorder(ports, request, store);
    case "cancel_order":
      return cancelOrder(ports, request, store);
  }
}

/** When what is in the basket is wanted. */
function timeOf({ scheduledFor }: OrderRecord, { clock }: Ports): Date {
  return scheduledFor === undefined ? clock() : new Date(scheduledFor);
}

function withLines(lines: Lines): CartChange {
  return lines.ok ? { ok: true, change: { lines: lines.lines } } : lines;
}

async function orderStatus(ports: Ports, request: FromConversation): Promise<OrderResult> {
  const order = await placedOf(ports, await position(ports, request), request.clientId);
  return order ? { ok: true, order: placedView(order) } : noOrder();
}

/**
 * A payment that came too late is refunded by the schedule: PaymentService is still writing that it arrived while it waits
 * for this answer.
 */
async function paymentSettled(
  ports: Ports,
  settled: Extract<OrderRequest, { action: "payment_settled" }>,
): Promise<OrderResult> {
  const { clientId, orderId } = settled;
  const result = await apply(ports, clientId, orderId, async (order, stamp) => {
    const store = await ports.tenants.store(clientId, order.storeId);
    const opens = typeof store === "string" ? undefined : madeFrom(order, store, new Date(stamp.at));
    return settle(order, stamp, settled, opens);
  });
  const differs = result.ok && result.order.payment?.paidCentavos !== undefined;
  const answer = differs ? amountDiffers(result.order) : asResult(result);
  if (!answer.ok) ports.log.error("A payment did not settle its order.", { ...settled, error: answer.error });
  return answer;
}

async function paymentDisputed(
  ports: Ports,
  request: Extract<OrderRequest, { action: "payment_disputed" }>,
): Promise<OrderResult> {
  const { clientId, orderId } = request;
  return asResult(await apply(ports, clientId, orderId, (order, stamp) => disputed(order, stamp, request)));
}

async function staffStatus(ports: Ports, request: StaffStatus): Promise<OrderResult> {
  const { clientId, orderId, status, reason } = request;
  if (status === "cancelled") return cancelByStaff(ports, request);
  if (status === "confirmed")
    return moved(ports, request, (order, stamp) => release(order, stamp, "staff", reason));
  if (status !== "refund_pending")
    return moved(ports, request, (order, stamp) =>
      kitchenStatus(order, stamp, { ...request, status }, "staff"),
    );
  const order = await ports.store.order(clientId, orderId);
  if (!order) return noOrder();
  if (order.status === "delivered") {
    const { payment } = order;
    if (!payment?.paidAt || !paidOnline(payment.method))
      return failure("payment_failed", "Este pedido não foi pago por aqui: devolva o dinheiro no balcão.");
    if (payment.dispute === "opened")
      return failure(
        "payment_failed",
        "O banco de quem pagou contesta este pagamento: espere a decisão dele.",
      );
    if (!(await askRefund(ports, order, reason ?? "Devolução pela loja")))
      return failure("payment_failed", "Não consegui pedir o reembolso agora. Tente de novo em instantes.");
  }
  return moved(ports, request, (latest, stamp) => refundByStaff(latest, stamp, reason));
}
