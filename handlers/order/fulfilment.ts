/** Delivery or pick-up, and what a basket still lacks before it can become an order. */
import { formatBRL } from "../shared/money.ts";
import type { Address, Location, OrderView } from "../shared/order-api.ts";
import type { OrderConfig } from "../shared/tenant.ts";
import { reach } from "./areas.ts";
import { failure, type OrderFailure } from "./errors.ts";
import type { StoreConfig } from "./ports.ts";
import type { Priced } from "./pricing.ts";
import type { Fulfilment } from "./record.ts";

export type Missing = OrderView["missing"][number];

/** Keeps an address that was given before, so that changing one's mind twice does not lose it. */
export function chooseFulfilment(
  current: Fulfilment | undefined,
  store: Pick<StoreConfig, "orderConfig" | "location">,
  choice: { readonly mode: Fulfilment["mode"]; readonly address?: Address; readonly location?: Location },
): { readonly ok: true; readonly fulfilment: Fulfilment } | OrderFailure {
  const { orderConfig } = store;
  if (choice.mode === "pickup" && !orderConfig.pickup)
    return failure("invalid_request", "Esta loja não tem retirada no balcão, só entrega.");
  // A new address without a location is not where the old location was.
  const location = choice.location ?? (choice.address ? undefined : current?.location);
  const fulfilment = {
    mode: choice.mode,
    address: choice.address ?? current?.address,
    ...(location && { location }),
  };
  if (choice.mode === "delivery" && reach(orderConfig, store, fulfilment).kind === "outside")
    return outOfArea(orderConfig);
  return { ok: true, fulfilment };
}

function outOfArea({ delivery, pickup }: OrderConfig): OrderFailure {
  const areas = delivery.areas?.map(({ name }) => name).join(", ");
  const instead = pickup ? " Se preferir, você pode retirar na loja." : "";
  return failure(
    "out_of_area",
    `Infelizmente não entregamos nesse endereço. Entregamos em: ${areas}.${instead}`,
  );
}

export function missing(
  { quote, reach: reached }: Priced,
  fulfilment: Fulfilment | undefined,
): readonly Missing[] {
  const lacks: Missing[] = [];
  if (!quote.items.length) lacks.push("items");
  if (!fulfilment) lacks.push("fulfilment");
  if (fulfilment?.mode === "delivery") {
    if (!fulfilment.address) lacks.push("address");
    else if (reached?.kind === "unknown") lacks.push(reached.needs);
    if (reached?.kind === "outside") lacks.push("area");
    if (
      quote.items.length &&
      reached?.kind === "within" &&
      quote.subtotalCentavos < reached.terms.minimumOrderCentavos
    )
      lacks.push("minimum");
  }
  return lacks;
}

/** The first thing that keeps a basket from being placed, as a sentence. */
export function refusal(
  lacks: readonly Missing[],
  priced: Priced,
  config: OrderConfig,
): OrderFailure | undefined {
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
    case "postalCode":
      return failure("incomplete", "Falta o CEP do endereço, para saber se entregamos aí e por quanto.");
    case "location":
      return failure(
        "incomplete",
        "Falta a sua localização, para saber se entregamos aí: envie pelo clipe do WhatsApp.",
      );
    case "area":
      return outOfArea(config);
    case "minimum": {
      const minimum =
        priced.reach?.kind === "within"
          ? priced.reach.terms.minimumOrderCentavos
          : config.delivery.minimumOrderCentavos;
      return failure(
        "below_minimum",
        `O pedido mínimo para entrega é de ${formatBRL(minimum)}, sem contar a taxa.`,
      );
    }
  }
}
