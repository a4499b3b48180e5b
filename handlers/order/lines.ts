/** Names for what a basket holds: a line by its content, and all of it by what the customer is shown. */
import { createHash } from "node:crypto";
import type { Line, OrderRecord, Quote } from "./record.ts";

/** The same item with the same options and notes is the same line, whenever it is added. */
export function lineIdOf({ itemId, options = [], notes = "" }: Omit<Line, "quantity">): string {
  return `line_${digest([itemId, options.map(({ groupId, choiceIds }) => [groupId, choiceIds]), notes])}`;
}

/** Changes with everything that the customer confirms: what, how many, at which price, where to and when. */
export function quoteIdOf(order: Pick<OrderRecord, "fulfilment" | "scheduledFor">, quote: Quote): string {
  const { items, deliveryFeeCentavos, discountCentavos, totalCentavos } = quote;
  const lines = items.map(({ lineId, quantity, unitPriceCentavos }) => [lineId, quantity, unitPriceCentavos]);
  const { mode, address, location } = order.fulfilment ?? {};
  const place = mode === "delivery" ? [address, location] : [];
  return `quote_${digest([lines, mode, place, order.scheduledFor, deliveryFeeCentavos, discountCentavos, totalCentavos])}`;
}

function digest(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 12);
}
