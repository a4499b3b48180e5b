/** Delivery or pick-up, and what a basket still lacks before it can become an order. */
import { formatBRL } from "../shared/money.ts";
import type { Address, OrderView } from "../shared/order-api.ts";
import type { OrderConfig } from "../shared/tenant.ts";
import { failure, type OrderFailure } from "./errors.ts";
import type { Fulfilment, OrderRecord, Quote } from "./record.ts";

export type Missing = OrderView["missing"][number];

/** Keeps an address that was given before, so that changing one's mind twice does not lose it. */
export function chooseFulfilment(
  current: Fulfilment | undefined,
  config: OrderConfig,
  choice: { readonly mode: Fulfilment["mode"]; readonly address?: Address },
): { readonly ok: true; readonly fulfilment: Fulfilment } | OrderFailure {
  if (choice.mode === "pickup" && !config.pickup)
    return failure("invalid_request", "Esta loja não tem retirada no balcão, só entrega.");
  return { ok: true, fulfilment: { mode: choice.mode, address: choice.address ?? current?.address } };
}

export function missing(
  quote: Quote,
  fulfilment: OrderRecord["fulfilment"],
  config: OrderConfig,
): readonly Missing[] {
  const lacks: Missing[] = [];
  if (!quote.items.length) lacks.push("items");
  if (!fulfilment) lacks.push("fulfilment");
  if (fulfilment?.mode === "delivery") {
    if (!fulfilment.address) lacks.push("address");
    if (quote.items.length && quote.subtotalCentavos < config.delivery.minimumOrderCentavos)
      lacks.push("minimum");
  }
  return lacks;
}

/** The first thing that keeps a basket from being placed, as a sentence. */
export function refusal(lacks: readonly Missing[], config: OrderConfig): OrderFailure | undefined {
  switch (lacks[0]) {
    case undefined:
      return undefined;
    case "items":
      return failure("empty_cart", "Seu carrinho está vazio.");
    case "fulfilment":
      return failure(
        "incomplete",
        config.pickup
          ? "Falta dizer se é para entregar ou se você vem retirar."
          : "Falta o endereço de entrega.",
      );
    case "address":
      return failure("incomplete", "Falta o endereço de entrega: rua e número.");
    case "minimum":
      return failure(
        "below_minimum",
        `O pedido mínimo para entrega é de ${formatBRL(config.delivery.minimumOrderCentavos)}, sem contar a taxa.`,
      );
  }
}
