/** An order as the model sees it: a basket priced by today's menu, a placed order as it was frozen. */
import { formatBRL } from "../shared/money.ts";
import type { OrderView } from "../shared/order-api.ts";
import type { OrderConfig } from "../shared/tenant.ts";
import { missing } from "./fulfilment.ts";
import { quote } from "./pricing.ts";
import type { OrderRecord } from "./record.ts";

export function cartView(cart: OrderRecord, config: OrderConfig): OrderView {
  const priced = quote(cart.lines, config, cart.fulfilment?.mode);
  return {
    status: "cart",
    ...priced,
    total: formatBRL(priced.totalCentavos),
    fulfilment: cart.fulfilment,
    etaMinutes: cart.fulfilment?.mode === "delivery" ? config.delivery.etaMinutes : undefined,
    missing: missing(priced, cart.fulfilment, config),
  };
}

export function placedView(order: OrderRecord): OrderView {
  const priced = order.quote ?? { items: [], subtotalCentavos: 0, deliveryFeeCentavos: 0, totalCentavos: 0 };
  return {
    orderId: order.orderId,
    status: order.status,
    ...priced,
    total: formatBRL(priced.totalCentavos),
    fulfilment: order.fulfilment,
    etaMinutes: order.etaMinutes,
    missing: [],
  };
}
