/** An order as the model sees it: a basket priced by today's menu, a placed order as it was frozen. */
import { formatBRL } from "../shared/money.ts";
import type { OrderView } from "../shared/order-api.ts";
import { missing } from "./fulfilment.ts";
import { quoteIdOf } from "./lines.ts";
import type { StoreConfig } from "./ports.ts";
import { price } from "./pricing.ts";
import type { OrderRecord, Quote } from "./record.ts";

export function cartView(cart: OrderRecord, store: StoreConfig, at: Date): OrderView {
  const priced = price(cart, store, at);
  const { quote, reach, couponProblem } = priced;
  return {
    status: "cart",
    ...money(quote),
    coupon: cart.coupon && { code: cart.coupon.code, problem: couponProblem },
    quoteId: quoteIdOf(cart, quote),
    fulfilment: cart.fulfilment,
    scheduledFor: cart.scheduledFor,
    etaMinutes: reach?.kind === "within" ? reach.terms.etaMinutes : undefined,
    missing: missing(priced, cart.fulfilment),
  };
}

const nothing: Quote = {
  items: [],
  subtotalCentavos: 0,
  deliveryFeeCentavos: 0,
  discountCentavos: 0,
  totalCentavos: 0,
};

export function placedView(order: OrderRecord): OrderView {
  const quote = order.quote ?? nothing;
  return {
    orderId: order.orderId,
    status: order.status,
    ...money(quote),
    coupon: quote.coupon === undefined ? undefined : { code: quote.coupon },
    fulfilment: order.fulfilment,
    scheduledFor: order.scheduledFor,
    paymentMethod: order.payment?.method,
    etaMinutes: order.etaMinutes,
    missing: [],
  };
}

function money({
  items,
  subtotalCentavos,
  deliveryFeeCentavos,
  discountCentavos,
  area,
  totalCentavos,
}: Quote) {
  return {
    ...{ items, subtotalCentavos, deliveryFeeCentavos, discountCentavos, area, totalCentavos },
    total: formatBRL(totalCentavos),
  };
}
