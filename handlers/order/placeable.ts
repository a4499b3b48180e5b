/** What keeps a basket from being placed as the customer asks for it. */
import { formatBRL } from "../shared/money.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { missing, refusal } from "./fulfilment.ts";
import { quoteIdOf } from "./lines.ts";
import { findItem, isServed } from "./menu.ts";
import { isOpen, nextOpening } from "./opening-hours.ts";
import { missingChoice } from "./options.ts";
import type { PlaceOrder } from "./placing.ts";
import type { StoreConfig } from "./ports.ts";
import type { Priced } from "./pricing.ts";
import type { OrderRecord } from "./record.ts";
import { refuseWaited } from "./scheduling.ts";

export function refusePlacing(
  cart: OrderRecord,
  priced: Priced,
  request: PlaceOrder,
  store: StoreConfig,
  now: Date,
): OrderFailure | undefined {
  const { orderConfig } = store;
  const { totalCentavos } = priced.quote;
  return (
    refusal(missing(priced, cart.fulfilment), priced, orderConfig) ??
    refuseGone(cart, store, now) ??
    refuseOpening(cart, store, now) ??
    (orderConfig.paymentMethods.includes(request.paymentMethod)
      ? undefined
      : failure("invalid_request", "Esta loja não aceita essa forma de pagamento.")) ??
    (totalCentavos < 1
      ? failure("invalid_request", "O total do pedido precisa ser maior que zero.")
      : undefined) ??
    refuseUnseen(cart, priced, request) ??
    refuseChange(request, totalCentavos)
  );
}

function refuseGone(
  { lines, scheduledFor }: OrderRecord,
  { orderConfig }: StoreConfig,
  now: Date,
): OrderFailure | undefined {
  const at = scheduledFor === undefined ? now : new Date(scheduledFor);
  for (const { itemId, options = [] } of lines) {
    const item = findItem(orderConfig, itemId);
    if (!item) continue;
    const gone = isServed(orderConfig, item, at) ? missingChoice(orderConfig, item, options, at) : item.name;
    if (gone)
      return failure("item_unavailable", `${gone} acabou. Tire do carrinho ou troque para fechar o pedido.`);
  }
  return undefined;
}

function refuseOpening(
  { scheduledFor }: OrderRecord,
  store: StoreConfig,
  now: Date,
): OrderFailure | undefined {
  if (scheduledFor !== undefined) return refuseWaited(store, new Date(scheduledFor), now);
  if (isOpen(store, now)) return undefined;
  const next = nextOpening(store, now);
  return failure("store_closed", `${store.storeName} está fechada agora${next ? ` e abre ${next}` : ""}.`);
}

/** A basket that changed since, or whose prices did, is shown again before it is placed. */
function refuseUnseen(
  cart: OrderRecord,
  { quote }: Priced,
  { quoteId, confirmedTotal }: PlaceOrder,
): OrderFailure | undefined {
  const total = formatBRL(quote.totalCentavos);
  if (quoteId === undefined && confirmedTotal === undefined)
    return failure("quote_changed", `Antes de fechar, confirme o resumo do pedido: o total é ${total}.`);
  const seen =
    (quoteId === undefined || quoteId === quoteIdOf(cart, quote)) &&
    (confirmedTotal === undefined || centavosIn(confirmedTotal) === quote.totalCentavos);
  return seen
    ? undefined
    : failure("quote_changed", `O pedido mudou: agora o total é ${total}. Posso confirmar?`);
}

function refuseChange(request: PlaceOrder, totalCentavos: number): OrderFailure | undefined {
  const { changeFor, paymentMethod } = request;
  if (changeFor === undefined || paymentMethod !== "CASH") return undefined;
  const note = cashFor(request);
  return note !== undefined && note >= totalCentavos
    ? undefined
    : failure("invalid_request", `O troco é para quanto? O total do pedido é ${formatBRL(totalCentavos)}.`);
}

/** What the customer pays with, in centavos. */
export function cashFor({ changeFor, paymentMethod }: PlaceOrder): number | undefined {
  return changeFor === undefined || paymentMethod !== "CASH" ? undefined : centavosIn(changeFor);
}

/** "R$ 1.114,80", "114,80", "114.80", "100" → centavos; undefined for anything else. */
export function centavosIn(text: string): number | undefined {
  const [, whole, cents = "0"] =
    /^(?:r\$)?\s*(\d{1,3}(?:\.\d{3})+|\d{1,7})(?:[,.](\d{1,2}))?(?:\s*reais)?\.?$/i.exec(text.trim()) ?? [];
  if (whole === undefined) return undefined;
  return Number(whole.replace(/\./g, "")) * 100 + Number(cents.padEnd(2, "0"));
}
