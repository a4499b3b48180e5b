/** What a basket costs, from the store's menu alone. Integer centavos throughout. */
import type { OrderConfig } from "../shared/tenant.ts";
import { findItem } from "./menu.ts";
import type { Fulfilment, Line, Quote } from "./record.ts";

/** Lines whose item has left the menu cost nothing and are left out. */
export function quote(lines: readonly Line[], config: OrderConfig, mode?: Fulfilment["mode"]): Quote {
  const items = lines.flatMap((line) => {
    const item = findItem(config, line.itemId);
    if (!item) return [];
    return {
      itemId: line.itemId,
      name: item.name,
      quantity: line.quantity,
      unitPriceCentavos: item.priceCentavos,
      totalCentavos: item.priceCentavos * line.quantity,
      notes: line.notes,
    };
  });
  const subtotalCentavos = items.reduce((sum, line) => sum + line.totalCentavos, 0);
  const deliveryFeeCentavos = mode === "delivery" && items.length ? config.delivery.feeCentavos : 0;
  return {
    items,
    subtotalCentavos,
    deliveryFeeCentavos,
    totalCentavos: subtotalCentavos + deliveryFeeCentavos,
  };
}
