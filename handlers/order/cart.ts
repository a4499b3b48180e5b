/** A basket's lines. An item with different notes is a line of its own; what a line costs is in pricing.ts. */
import type { OrderConfig } from "../shared/tenant.ts";
import { failure, type OrderFailure } from "./errors.ts";
import { findItem, unknownItem } from "./menu.ts";
import type { Line } from "./record.ts";

export type Lines = { readonly ok: true; readonly lines: Line[] } | OrderFailure;

export const quantityLimit = 99;
const notesLimit = 200;
/** What fits into a kitchen's ticket, and keeps an order's item well under the table's 400 KB. */
const linesLimit = 40;

export function addItem(
  lines: readonly Line[],
  config: OrderConfig,
  add: { readonly itemId: string; readonly quantity: number; readonly notes?: string },
): Lines {
  const item = findItem(config, add.itemId);
  if (!item) return unknownItem(config, add.itemId);
  if (!item.available) return failure("item_unavailable", `${item.name} está em falta no momento.`);
  const notes = add.notes?.trim().slice(0, notesLimit) || undefined;
  const same = lines.find((line) => line.itemId === add.itemId && line.notes === notes);
  if ((same?.quantity ?? 0) + add.quantity > quantityLimit) return tooMany(item.name);
  if (same)
    return {
      ok: true,
      lines: lines.map((line) =>
        line === same ? { ...line, quantity: line.quantity + add.quantity } : line,
      ),
    };
  if (lines.length === linesLimit)
    return failure("invalid_request", `Um pedido leva no máximo ${linesLimit} linhas diferentes.`);
  return { ok: true, lines: [...lines, { itemId: add.itemId, quantity: add.quantity, notes }] };
}

/** Sets how many of the item the basket has in all; its newest lines give or take the difference. */
export function setQuantity(
  lines: readonly Line[],
  config: OrderConfig,
  { itemId, quantity }: { readonly itemId: string; readonly quantity: number },
): Lines {
  const own = lines.filter((line) => line.itemId === itemId);
  if (!own.length) return notInCart(config, itemId);
  let surplus = own.reduce((sum, line) => sum + line.quantity, 0) - quantity;
  const next: Line[] = [];
  for (const line of lines.toReversed()) {
    const change = line.itemId === itemId ? Math.min(surplus, line.quantity) : 0;
    surplus -= change;
    if (line.quantity - change > quantityLimit) return tooMany(findItem(config, itemId)?.name ?? itemId);
    if (line.quantity > change) next.unshift({ ...line, quantity: line.quantity - change });
  }
  return { ok: true, lines: next };
}

export function removeItem(lines: readonly Line[], config: OrderConfig, itemId: string): Lines {
  const next = lines.filter((line) => line.itemId !== itemId);
  return next.length === lines.length ? notInCart(config, itemId) : { ok: true, lines: next };
}

function notInCart(config: OrderConfig, itemId: string): OrderFailure {
  const item = findItem(config, itemId);
  if (!item) return unknownItem(config, itemId);
  return failure("not_in_cart", `${item.name} não está no seu carrinho.`);
}

function tooMany(name: string): OrderFailure {
  return failure("invalid_request", `O máximo de ${name} por pedido é ${quantityLimit}.`);
}
