/**
 * Placing an order. The basket first notes that a charge is asked for and when that ends, then the charge is made, then
 * one write turns the basket into an order with the charge and its notice. So a charge that fails leaves the basket as it
 * was, and one whose answer was never seen is found again by the next try or withdrawn by the schedule.
 */
import type { OrderRequest, OrderResult } from "../shared/order-api.ts";
import type { PaymentResult } from "../shared/payment-api.ts";
import { applied } from "./applying.ts";
import { attempts, busy, cartOf, position, stampOf } from "./conversation.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { missing, refusal } from "./fulfilment.ts";
import { findItem } from "./menu.ts";
import { isOpen, nextOpening } from "./opening-hours.ts";
import type { Ports, StoreConfig } from "./ports.ts";
import { quote } from "./pricing.ts";
import { changed, type OrderRecord, type Quote } from "./record.ts";
import { place } from "./transitions.ts";
import { placedView } from "./view.ts";

type PlaceOrder = Extract<OrderRequest, { action: "place_order" }>;

export async function placeOrder(
  ports: Ports,
  request: PlaceOrder,
  store: StoreConfig,
): Promise<OrderResult> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const here = await position(ports, request);
    const { current } = here;
    if (current?.requests.includes(request.requestId)) return { ok: true, order: placedView(current) };
    const stamp = await stampOf(ports);
    const cart = cartOf(here, request, store, stamp);
    const priced = quote(cart.lines, store.orderConfig, cart.fulfilment?.mode);
    if (!priced.items.length && current?.status === "awaiting_payment")
      return failure(
        "empty_cart",
        "Seu carrinho está vazio, e o pedido anterior está aguardando o pagamento do Pix.",
      );
    const refused = refusePlacing(cart, priced, request, store, ports.clock());
    if (refused) return refused;
    if (isUnderWay(cart, request, stamp.at))
      return chargeAndPlace(ports, request, store, cart, priced, cart.expiresAt);
    const expiresAt = new Date(
      ports.clock().getTime() + store.orderConfig.holdMinutes * 60_000,
    ).toISOString();
    const placing = { requestId: request.requestId, version: cart.version + 1 };
    const charging = await ports.store.put(changed(cart, stamp, { expiresAt, placing }));
    if (charging) return chargeAndPlace(ports, request, store, charging, priced, expiresAt);
  }
  return busy();
}

/** The same request is being served at this moment, or was cut off: there is no second charge to note. */
function isUnderWay(
  cart: OrderRecord,
  { requestId }: PlaceOrder,
  now: string,
): cart is OrderRecord & { expiresAt: string } {
  const { placing, version, expiresAt } = cart;
  return (
    placing?.requestId === requestId &&
    placing.version === version &&
    expiresAt !== undefined &&
    expiresAt > now
  );
}

async function chargeAndPlace(
  ports: Ports,
  request: PlaceOrder,
  store: StoreConfig,
  charging: OrderRecord,
  priced: Quote,
  expiresAt: string,
): Promise<OrderResult> {
  const { clientId, storeId, conversationId, requestId, customer } = request;
  const { orderId } = charging;
  const charge = await ports.payments
    .request({
      action: "create_charge",
      ...{ clientId, storeId, conversationId, orderId, customer, expiresAt },
      amountCentavos: priced.totalCentavos,
      description: `Pedido na ${store.storeName}`,
    })
    .catch(unanswered);
  if (!charge.ok) {
    const placed = await overtaken(ports, request, orderId);
    if (placed) return placed;
    ports.log.error("The order's charge could not be made; its basket stays.", {
      orderId,
      error: charge.error,
    });
    return failure("payment_failed", "Não consegui gerar o Pix agora. Seu carrinho continua guardado.");
  }
  const { paymentId, providerPaymentId, pixCode, pixQrKey } = charge;
  const outcome = place(charging, await stampOf(ports), {
    ...{ quote: priced, customer, expiresAt, requestId },
    payment: { paymentId, providerPaymentId, pixCode, pixQrKey },
    etaMinutes: charging.fulfilment?.mode === "delivery" ? store.orderConfig.delivery.etaMinutes : undefined,
  });
  if (!outcome.ok) return outcome;
  const stored = await ports.store.put(outcome.order);
  if (stored) {
    await applied(ports, stored, charging.status);
    return { ok: true, order: placedView(stored) };
  }
  return (await overtaken(ports, request, orderId)) ?? busy();
}

/**
 * Somebody wrote while the charge was made. Either the same basket is placed, or it changed: the charge is left to the next
 * try, which may own it already, and to the schedule.
 */
async function overtaken(
  ports: Ports,
  { clientId }: PlaceOrder,
  orderId: string,
): Promise<OrderResult | undefined> {
  const order = await ports.store.order(clientId, orderId);
  return order && order.status !== "cart" ? { ok: true, order: placedView(order) } : undefined;
}

function refusePlacing(
  cart: OrderRecord,
  priced: Quote,
  request: PlaceOrder,
  { orderConfig, hours, storeName }: StoreConfig,
  now: Date,
): OrderFailure | undefined {
  const refused = refusal(missing(priced, cart.fulfilment, orderConfig), orderConfig);
  if (refused) return refused;
  const gone = cart.lines
    .map((line) => findItem(orderConfig, line.itemId))
    .find((item) => item && !item.available);
  if (gone)
    return failure(
      "item_unavailable",
      `${gone.name} acabou. Tire do carrinho ou troque para fechar o pedido.`,
    );
  if (!isOpen(hours, now)) {
    const next = nextOpening(hours, now);
    return failure("store_closed", `${storeName} está fechada agora${next ? ` e abre ${next}` : ""}.`);
  }
  if (!orderConfig.paymentMethods.includes(request.paymentMethod))
    return failure("invalid_request", "Esta loja não aceita essa forma de pagamento.");
  if (priced.totalCentavos < 1)
    return failure("invalid_request", "O total do pedido precisa ser maior que zero.");
  return undefined;
}

export function unanswered(error: unknown): Extract<PaymentResult, { ok: false }> {
  return { ok: false, error: { code: "no_answer", message: String(error) } };
}
