/**
 * Placing an order. The basket first notes that a charge is asked for and when that ends, then its coupon is held and the
 * charge made, then one write turns the basket into an order with the charge and its notice. So a charge that fails leaves
 * the basket as it was, and one whose answer was never seen is found again by the next try or withdrawn by the schedule.
 */

import { isDocument } from "../shared/documents.ts";
import type { OrderRequest, OrderResult } from "../shared/order-api.ts";
import { paidOnline } from "../shared/order-config.ts";
import type { PaymentRequest, PaymentResult } from "../shared/payment-api.ts";
import { applied } from "./applying.ts";
import { attempts, busy, cartOf, position, servedBefore, stampOf } from "./conversation.ts";
import { findCoupon } from "./coupons.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { cashFor, refusePlacing } from "./placeable.ts";
import type { Ports, StoreConfig } from "./ports.ts";
import { type Priced, price } from "./pricing.ts";
import { changed, type OrderRecord, type Payment } from "./record.ts";
import { releaseAtOf } from "./scheduling.ts";
import { isWithdrawing, place } from "./transitions.ts";
import { placedView } from "./view.ts";

export type PlaceOrder = Extract<OrderRequest, { action: "place_order" }>;

export async function placeOrder(
  ports: Ports,
  request: PlaceOrder,
  store: StoreConfig,
): Promise<OrderResult> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const here = await position(ports, request);
    const { current } = here;
    const served = await servedBefore(ports, here, request);
    if (served) return { ok: true, order: placedView(served) };
    const stamp = await stampOf(ports);
    const now = new Date(stamp.at);
    const cart = cartOf(here, request, store, stamp);
    if (isWithdrawing(cart, stamp.at)) return busy();
    const priced = price(cart, store, now);
    if (!priced.quote.items.length && current?.status === "awaiting_payment")
      return failure(
        "empty_cart",
        "Seu carrinho está vazio, e o pedido anterior está aguardando o pagamento.",
      );
    const refused = refusePlacing(cart, priced, request, store, now);
    if (refused) return refused;
    if (isUnderWay(cart, request, stamp.at))
      return chargeAndPlace(ports, request, store, cart, priced, cart.expiresAt);
    const expiresAt = holdUntil(cart, request, store, now);
    const placing = { requestId: request.requestId, version: cart.version + 1 };
    const coupon = cart.coupon && { ...cart.coupon, held: priced.quote.coupon !== undefined };
    const begun = { expiresAt, placing, coupon, withdrawingUntil: undefined };
    const charging = await ports.store.put(changed(cart, stamp, begun));
    if (charging) return chargeAndPlace(ports, request, store, charging, priced, expiresAt);
  }
  return busy();
}

/** An order for later is not held past its own time. */
function holdUntil(
  { scheduledFor }: OrderRecord,
  { paymentMethod }: PlaceOrder,
  { orderConfig }: StoreConfig,
  now: Date,
): string {
  const { holdMinutes, boletoHoldMinutes } = orderConfig;
  const minutes = paymentMethod === "BOLETO" ? boletoHoldMinutes : holdMinutes;
  const held = new Date(now.getTime() + minutes * 60_000).toISOString();
  return scheduledFor !== undefined && scheduledFor < held ? scheduledFor : held;
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
  priced: Priced,
  expiresAt: string,
): Promise<OrderResult> {
  const { requestId, customer } = request;
  const { orderId, scheduledFor } = charging;
  const exhausted = await holdCoupon(ports, request, store, charging, priced);
  if (exhausted) return exhausted;
  const payment = await pay(ports, request, store, charging, priced, expiresAt);
  if ("ok" in payment) return payment;
  const outcome = place(charging, await stampOf(ports), {
    ...{ quote: priced.quote, customer, expiresAt, requestId, payment },
    etaMinutes: priced.reach?.kind === "within" ? priced.reach.terms.etaMinutes : undefined,
    releaseAt: scheduledFor === undefined ? undefined : releaseAtOf(store.orderConfig, scheduledFor),
  });
  if (!outcome.ok) return outcome;
  const stored = await ports.store.put(outcome.order);
  if (stored) {
    await applied(ports, stored, charging.status);
    return { ok: true, order: placedView(stored) };
  }
  return (await overtaken(ports, request, orderId)) ?? busy();
}

/** A hold that an earlier try left behind is given up when this one wants none. */
async function holdCoupon(
  { coupons }: Ports,
  { clientId, customer }: PlaceOrder,
  { orderConfig }: StoreConfig,
  { orderId }: OrderRecord,
  { quote }: Priced,
): Promise<OrderFailure | undefined> {
  const coupon = quote.coupon === undefined ? undefined : findCoupon(orderConfig, quote.coupon);
  if (!coupon) {
    await coupons.release(clientId, orderId);
    return undefined;
  }
  const { code, limitTotal, limitPerCustomer } = coupon;
  const held = await coupons.hold({
    ...{ clientId, orderId, code, limitTotal, limitPerCustomer },
    customerId: customer.customerId,
  });
  if (held === "held") return undefined;
  return failure(
    "coupon_exhausted",
    held === "exhausted"
      ? `O cupom ${code} acabou de se esgotar. Tire o cupom para fechar o pedido sem o desconto.`
      : `Você já usou o cupom ${code}. Tire o cupom para fechar o pedido sem o desconto.`,
  );
}

async function pay(
  ports: Ports,
  request: PlaceOrder,
  store: StoreConfig,
  { orderId }: OrderRecord,
  { quote }: Priced,
  expiresAt: string,
): Promise<Payment | OrderResult> {
  const { clientId, storeId, conversationId, paymentMethod: method } = request;
  if (!paidOnline(method)) return { method, changeForCentavos: cashFor(request) };
  const cpfCnpj = request.cpfCnpj?.toUpperCase().replace(/[^0-9A-Z]/g, "") || undefined;
  if (cpfCnpj !== undefined && !isDocument(cpfCnpj))
    return failure("document_required", "Esse CPF ou CNPJ não está certo. Pode conferir os números?");
  const customer = { ...request.customer, ...(cpfCnpj !== undefined && { cpfCnpj }) };
  const charge = await askCharge(ports, {
    action: "create_charge",
    ...{ clientId, storeId, conversationId, orderId, customer, expiresAt, method },
    amountCentavos: quote.totalCentavos,
    description: `Pedido na ${store.storeName}`,
  });
  if (charge.ok) {
    const { paymentId, providerPaymentId, pixCode, pixQrKey, invoiceUrl } = charge;
    const code = method === "PIX" ? { pixCode, pixQrKey } : { invoiceUrl };
    return { method, paymentId, providerPaymentId, ...code };
  }
  const placed = await overtaken(ports, request, orderId);
  if (placed) return placed;
  if (charge.error.code === "document_required")
    return failure(
      "document_required",
      "Para essa forma de pagamento preciso do CPF ou CNPJ de quem vai pagar.",
    );
  ports.log.error("The order's charge could not be made; its basket stays.", {
    orderId,
    error: charge.error,
  });
  return failure("payment_failed", "Não consegui gerar a cobrança agora. Seu carrinho continua guardado.");
}

/** A second try must still fit into the time that the conversation waits. */
const patienceMs = 4_000;

/** PaymentService that had no answer at once, for an event that it noted meanwhile, has one for the same request again. */
async function askCharge({ payments, clock }: Ports, request: PaymentRequest): Promise<PaymentResult> {
  const began = clock().getTime();
  const first = await payments.request(request).catch(unanswered);
  const again = !first.ok && first.error.code === "no_answer" && clock().getTime() - began < patienceMs;
  return again ? payments.request(request).catch(unanswered) : first;
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

export function unanswered(error: unknown): Extract<PaymentResult, { ok: false }> {
  return { ok: false, error: { code: "no_answer", message: String(error) } };
}
