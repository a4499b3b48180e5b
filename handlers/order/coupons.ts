/** What a coupon takes off a basket, and why it does not. Its limits are in coupon-counters.ts: they need a count. */
import { formatBRL } from "../shared/money.ts";
import type { Coupon, OrderConfig } from "../shared/tenant.ts";
import { failure, type OrderFailure } from "./errors.ts";

export function findCoupon(config: OrderConfig, code: string): Coupon | undefined {
  const wanted = code
    .trim()
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, "");
  return config.coupons?.find((coupon) => coupon.code === wanted && coupon.active);
}

export function invalidCoupon(message: string): OrderFailure {
  return failure("coupon_invalid", message);
}

export function unknownCoupon(code: string): OrderFailure {
  return invalidCoupon(`O cupom “${code.trim().slice(0, 20)}” não existe ou não vale mais.`);
}

interface Basket {
  readonly subtotalCentavos: number;
  readonly deliveryFeeCentavos: number;
}

export type Discount =
  | { readonly ok: true; readonly discountCentavos: number }
  /** One Portuguese sentence. */
  | { readonly ok: false; readonly problem: string };

/** Never more than what it is taken off. */
export function discountOf(coupon: Coupon, basket: Basket, at: Date): Discount {
  const { discount, minimumOrderCentavos, from, until, code } = coupon;
  const { subtotalCentavos, deliveryFeeCentavos } = basket;
  const now = at.getTime();
  if (from && now < Date.parse(from)) return no(`O cupom ${code} ainda não começou a valer.`);
  if (until && now >= Date.parse(until)) return no(`O cupom ${code} já venceu.`);
  if (subtotalCentavos < minimumOrderCentavos)
    return no(
      `O cupom ${code} vale para pedidos a partir de ${formatBRL(minimumOrderCentavos)}, sem contar a taxa.`,
    );
  switch (discount.kind) {
    case "percent": {
      const share = Math.floor((subtotalCentavos * discount.percent) / 100);
      return yes(Math.min(share, discount.maximumCentavos ?? share));
    }
    case "fixed":
      return yes(Math.min(discount.amountCentavos, subtotalCentavos));
    case "free_delivery":
      return deliveryFeeCentavos > 0
        ? yes(deliveryFeeCentavos)
        : no(`O cupom ${code} vale para entregas com taxa.`);
  }
}

function yes(discountCentavos: number): Discount {
  return { ok: true, discountCentavos };
}

function no(problem: string): Discount {
  return { ok: false, problem };
}
