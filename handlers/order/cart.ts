/** A basket's lines. An item with other options or notes is a line of its own; what a line costs is in pricing.ts. */
import type { ChosenOptions } from "../shared/order-api.ts";
import type { OrderConfig } from "../shared/tenant.ts";
import { failure, named, type OrderFailure } from "./errors.ts";
import { lineIdOf } from "./lines.ts";
import { findItem, isServed, unknownItem } from "./menu.ts";
import { choose } from "./options.ts";
import { priceLines } from "./pricing.ts";
import type { Line } from "./record.ts";

export type Lines = { readonly ok: true; readonly lines: Line[] } | OrderFailure;

export const quantityLimit = 99;
const notesLimit = 200;
/** What fits into a kitchen's ticket, and keeps an order's item well under the table's 400 KB. */
const linesLimit = 40;

/** @param at when it is wanted: what is out of its hours then is refused. */
export function addItem(
  lines: readonly Line[],
  config: OrderConfig,
  add: {
    readonly itemId: string;
    readonly quantity: number;
    readonly options?: readonly ChosenOptions[];
    readonly notes?: string;
  },
  at: Date,
): Lines {
  const item = findItem(config, add.itemId);
  if (!item) return unknownItem(config, add.itemId);
  if (!item.available) return failure("item_unavailable", `${item.name} está em falta no momento.`);
  if (!isServed(config, item, at))
    return failure("item_unavailable", `${item.name} não é servido nesse dia ou horário.`);
  const chosen = choose(config, item, add.options ?? [], at);
  if (!chosen.ok) return chosen;
  const line: Line = {
    itemId: add.itemId,
    quantity: add.quantity,
    options: chosen.options.length ? chosen.options : undefined,
    notes: add.notes?.trim().slice(0, notesLimit) || undefined,
  };
  const same = lines.find((other) => lineIdOf(other) === lineIdOf(line));
  if ((same?.quantity ?? 0) + add.quantity > quantityLimit) return tooMany(item.name);
  if (same)
    return {
      ok: true,
      lines: lines.map((other) =>
        other === same ? { ...other, quantity: other.quantity + add.quantity } : other,
      ),
    };
  if (lines.length === linesLimit)
    return failure("invalid_request", `Um pedido leva no máximo ${linesLimit} linhas diferentes.`);
  return { ok: true, lines: [...lines, line] };
}

/** A line by its id, or by its item where the basket has one line of it. */
export interface LineName {
  readonly lineId?: string;
  readonly itemId?: string;
}

export function setQuantity(
  lines: readonly Line[],
  config: OrderConfig,
  { quantity, ...name }: LineName & { readonly quantity: number },
): Lines {
  const found = findLine(lines, config, name);
  if (!found.ok) return found;
  const next = lines.map((line) => (line === found.line ? { ...line, quantity } : line));
  return { ok: true, lines: next.filter((line) => line.quantity > 0) };
}

export function removeItem(lines: readonly Line[], config: OrderConfig, name: LineName): Lines {
  return setQuantity(lines, config, { ...name, quantity: 0 });
}

type FoundLine = { readonly ok: true; readonly line: Line } | OrderFailure;

function findLine(lines: readonly Line[], config: OrderConfig, { lineId, itemId }: LineName): FoundLine {
  if (lineId !== undefined) {
    const line = lines.find((candidate) => lineIdOf(candidate) === lineId);
    if (line) return { ok: true, line };
    return failure("not_in_cart", "Esse item não está mais no seu carrinho.");
  }
  if (itemId === undefined)
    return failure("invalid_request", "Falta dizer qual linha do carrinho: lineId ou itemId.");
  const own = lines.filter((line) => line.itemId === itemId);
  const [line] = own;
  if (!line) return notInCart(config, itemId);
  return own.length === 1 ? { ok: true, line } : ambiguous(own, config);
}

/** Names each line by what makes it another one. */
function ambiguous(lines: readonly Line[], config: OrderConfig): OrderFailure {
  const offered = lines.map((line) => {
    const [priced] = priceLines([line], config, new Date(0));
    const choices = priced?.options?.flatMap((group) => group.choices.map(({ name }) => name)) ?? [];
    const what = [...choices, ...(line.notes ? [line.notes] : [])].join(", ") || "sem observações";
    const item = findItem(config, line.itemId)?.name ?? "item fora do cardápio";
    return { id: lineIdOf(line), name: `${line.quantity}x ${item}: ${what}` };
  });
  return failure("ambiguous_line", `Há mais de um no carrinho. Qual deles? ${named(offered, "; ")}.`, {
    offered,
  });
}

function notInCart(config: OrderConfig, itemId: string): OrderFailure {
  const item = findItem(config, itemId);
  if (!item) return unknownItem(config, itemId);
  return failure("not_in_cart", `${item.name} não está no seu carrinho.`);
}

function tooMany(name: string): OrderFailure {
  return failure("invalid_request", `O máximo de ${name} por pedido é ${quantityLimit}.`);
}
