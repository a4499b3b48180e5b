/** What a basket costs, from the store's configuration alone. Integer centavos throughout. */
import type { OrderConfig } from "../shared/tenant.ts";
import { type Reach, reach } from "./areas.ts";
import { discountOf, findCoupon } from "./coupons.ts";
import { lineIdOf } from "./lines.ts";
import { findItem } from "./menu.ts";
import { priceOptions } from "./options.ts";
import type { StoreConfig } from "./ports.ts";
import type { Line, OrderRecord, PricedLine, Quote } from "./record.ts";

/** Lines whose item or options have left the menu cost nothing and are left out. */
export function priceLines(lines: readonly Line[], config: OrderConfig, at: Date): PricedLine[] {
  return lines.flatMap((line) => {
    const item = findItem(config, line.itemId);
    const chosen = item && priceOptions(config, item, line.options ?? [], at);
    if (!chosen) return [];
    const unitPriceCentavos = item.priceCentavos + chosen.priceCentavos;
    return {
      lineId: lineIdOf(line),
      itemId: line.itemId,
      name: item.name,
      quantity: line.quantity,
      options: chosen.options.length ? chosen.options : undefined,
      unitPriceCentavos,
      totalCentavos: unitPriceCentavos * line.quantity,
      notes: line.notes,
    };
  });
}

/** A quote, and what it does not say of itself. */
export interface Priced {
  readonly quote: Quote;
  readonly reach?: Reach;
  /** Why the coupon takes nothing off. */
  readonly couponProblem?: string;
}

export type Basket = Pick<OrderRecord, "lines" | "fulfilment" | "coupon">;

/** @param at decides which coupons run. */
export function price(
  basket: Basket,
  store: Pick<StoreConfig, "orderConfig" | "location">,
  at: Date,
): Priced {
  const { orderConfig } = store;
  const { fulfilment } = basket;
  const items = priceLines(basket.lines, orderConfig, at);
  const subtotalCentavos = items.reduce((sum, line) => sum + line.totalCentavos, 0);
  const reached = fulfilment?.mode === "delivery" ? reach(orderConfig, store, fulfilment) : undefined;
  const terms = reached?.kind === "within" ? reached.terms : undefined;
  const deliveryFeeCentavos = items.length ? (terms?.feeCentavos ?? 0) : 0;
  const coupon = basket.coupon && findCoupon(orderConfig, basket.coupon.code);
  const discount = coupon && discountOf(coupon, { subtotalCentavos, deliveryFeeCentavos }, at);
  const discountCentavos = discount?.ok ? discount.discountCentavos : 0;
  const gone = basket.coupon && !coupon ? `O cupom ${basket.coupon.code} não vale mais.` : undefined;
  return {
    quote: {
      items,
      subtotalCentavos,
      deliveryFeeCentavos,
      discountCentavos,
      coupon: discount?.ok ? coupon?.code : undefined,
      area: terms?.area,
      totalCentavos: subtotalCentavos + deliveryFeeCentavos - discountCentavos,
    },
    reach: reached,
    couponProblem: discount?.ok === false ? discount.problem : gone,
  };
}
