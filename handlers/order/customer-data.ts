/** What the order stage holds of a customer: shown to them, and forgotten when they say so. Money and dishes stay. */
import { conversationIdOf } from "../shared/identity.ts";
import { formatBRL } from "../shared/money.ts";
import type { CustomersOrder, OrderRequest, OrderResult } from "../shared/order-api.ts";
import type { OrderStatus } from "../shared/order-states.ts";
import { failure } from "./errors.ts";
import type { Ports } from "./ports.ts";
import type { OrderRecord } from "./record.ts";

type CustomersRequest = Extract<OrderRequest, { action: "customer_orders" | "erase_customer" }>;

/** Stands where a customer stood: an order's reader expects somebody. */
export const erasedCustomer = { customerId: "cust_erased", name: "Cliente", phone: "erased" } as const;

/** Nobody's: there is no number to tell, and none to find it by. */
export function isErased({ customer }: Pick<OrderRecord, "customer">): boolean {
  return customer?.phone === erasedCustomer.phone;
}

const ended: ReadonlySet<OrderStatus> = new Set([
  "delivered",
  "rejected",
  "cancelled",
  "expired",
  "refunded",
]);

export async function customerData(ports: Ports, request: CustomersRequest): Promise<OrderResult> {
  const { clientId, phone } = request;
  const ids = await ports.store.ofCustomer(clientId, phone);
  const found = await Promise.all(ids.map((orderId) => ports.store.order(clientId, orderId)));
  const orders = found.filter((order) => order !== undefined && order.status !== "cart") as OrderRecord[];
  if (request.action === "customer_orders") return { ok: true, history: orders.map(shown) };
  if (orders.some(isUnderWay))
    return failure(
      "order_under_way",
      "Há um pedido em andamento: os dados podem ser apagados assim que ele terminar.",
    );
  for (const order of orders) await erase(ports, order);
  const conversationId = conversationIdOf(clientId, phone);
  await forgetBasket(ports, clientId, conversationId);
  await ports.eraseMedia(clientId, conversationId);
  ports.log.info("A customer's orders were made anonymous.", { orders: orders.length });
  return { ok: true, erased: orders.length };
}

function shown({ orderId, createdAt, status, quote }: OrderRecord): CustomersOrder {
  return { orderId, placedAt: createdAt, status, total: formatBRL(quote?.totalCentavos ?? 0) };
}

/** The kitchen, the payment or the schedule still needs to know whose it is. */
export function isUnderWay({ status, expiresAt, outbox }: OrderRecord): boolean {
  return !ended.has(status) || expiresAt !== undefined || outbox.length > 0;
}

async function erase({ store, coupons, payments }: Ports, order: OrderRecord): Promise<void> {
  const { clientId, orderId } = order;
  // First what is found by the order only: nobody finds it by the number afterwards.
  await coupons.forgetCustomer(clientId, orderId);
  if (order.payment?.paymentId) {
    const forgotten = await payments.request({ action: "forget_customer", clientId, orderId });
    if (!forgotten.ok) throw new Error(forgotten.error.message);
  }
  // Nobody writes an order that has ended but a late payment; whoever comes second does it again.
  if (!(await store.put(anonymous(order))))
    throw new Error(`Order ${orderId} was written meanwhile; erase the customer again.`);
}

/** What was eaten and paid, by nobody. */
export function anonymous(order: OrderRecord): OrderRecord {
  const { fulfilment, quote, payment } = order;
  return {
    ...order,
    customer: erasedCustomer,
    conversationId: "conv_erased",
    fulfilment: fulfilment && { mode: fulfilment.mode },
    payment: payment && { ...payment, pixCode: undefined, pixQrKey: undefined, invoiceUrl: undefined },
    lines: order.lines.map(({ notes: _, ...line }) => line),
    quote: quote && { ...quote, items: quote.items.map(({ notes: _, ...item }) => item) },
    timeline: order.timeline.map(({ note: _, ...entry }) => entry),
  };
}

/** "O de sempre" finds nothing any more; an open basket is empty, and its time to live takes it. */
async function forgetBasket(
  { store }: Pick<Ports, "store">,
  clientId: string,
  conversationId: string,
): Promise<void> {
  const pointer = await store.pointer(clientId, conversationId);
  if (!pointer) return;
  const basket = await store.order(clientId, pointer.currentOrderId);
  if (basket?.status === "cart") await store.put({ ...anonymous(basket), lines: [], fulfilment: undefined });
  if (!(await store.dropPointer(clientId, conversationId, pointer)))
    throw new Error("Another basket was opened meanwhile; erase the customer again.");
}
