/** "Meia calabresa, meia mussarela" is one pizza of two flavours, though nobody named it. */
import type { MenuView } from "../../../handlers/shared/order-api.ts";
import type { Mention } from "./mentions.ts";

const half = /^(?:meia|meio|metade)$/;
const between = new Set(["de", "da", "do", "a", "o", "pizza", "sabor"]);

/** Adds the item that takes two flavours or more wherever halves of such flavours are named without it. */
export function withHalves(
  mentions: readonly Mention[],
  words: readonly string[],
  menu: MenuView,
): Mention[] {
  const divided = dividedIn(menu);
  if (!divided) return [...mentions];
  const all: Mention[] = [];
  let open = 0;
  let from = 0;
  for (const mention of mentions) {
    const flavour = divided.flavours.has(mention.itemId);
    const start = flavour && open === 0 ? halfBefore(words, mention.start, from) : undefined;
    if (start !== undefined) {
      all.push({ itemId: divided.itemId, name: divided.name, start, end: start + 1 });
      open = divided.takes;
    }
    if (mention.itemId === divided.itemId) open = divided.takes;
    else open = flavour ? Math.max(0, open - 1) : 0;
    all.push(mention);
    from = mention.end;
  }
  return all;
}

function dividedIn(menu: MenuView) {
  const items = menu.categories.flatMap((category) => category.items);
  const ids = new Set(items.map(({ itemId }) => itemId));
  for (const group of menu.optionGroups ?? []) {
    const flavours = new Set(group.choices.map(({ choiceId }) => choiceId).filter((id) => ids.has(id)));
    const item = items.find(({ options = [] }) => options.includes(group.groupId));
    if (item && group.min >= 2 && flavours.size)
      return { itemId: item.itemId, name: item.name, flavours, takes: group.max };
  }
  return undefined;
}

function halfBefore(words: readonly string[], start: number, from: number): number | undefined {
  let at = start - 1;
  while (at > from && between.has(words[at] ?? "")) at--;
  return at >= from && half.test(words[at] ?? "") ? at : undefined;
}
