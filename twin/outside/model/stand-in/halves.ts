/** "Meia calabresa, meia mussarela" is one pizza of two flavours, though nobody named it. */
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import type { Mention } from "./mentions.ts";

const half = /^(?:meia|meio|metade)$/;
const between = new Set(["de", "da", "do", "a", "o", "pizza", "sabor"]);
const joining = new Set(["e", "com"]);

/** The item that takes two flavours or more. */
interface Divided {
  readonly itemId: string;
  readonly name: string;
  readonly flavours: ReadonlySet<string>;
  readonly least: number;
  readonly takes: number;
}

/** "Calabresa e margherita meio a meio": the item of two flavours comes first, and they after it. */
export function withFlavoursAfter(
  mentions: readonly Mention[],
  words: readonly string[],
  menu: MenuView,
): Mention[] {
  const divided = dividedIn(menu);
  const all: Mention[] = [];
  for (const mention of mentions) {
    const count = mention.itemId === divided?.itemId ? flavoursBefore(all, mention, words, divided) : 0;
    const flavours = count ? all.splice(-count) : [];
    const [first] = flavours;
    if (!first) {
      all.push(mention);
      continue;
    }
    // Said a second time, it is the same one.
    if (all.at(-1)?.itemId !== mention.itemId) all.push({ ...mention, start: first.start, end: first.start });
    all.push(...flavours.slice(0, -1), { ...flavours.at(-1)!, end: mention.end });
  }
  return all;
}

/** How many of the last mentions are flavours that "meio a meio" right after them divides; a number begins another item. */
function flavoursBefore(
  mentions: readonly Mention[],
  { start }: Mention,
  words: readonly string[],
  { flavours, least, takes }: Divided,
): number {
  let count = 0;
  let next = start;
  for (const { itemId, start, end } of mentions.toReversed()) {
    const joined = words
      .slice(end, next)
      .every((word) => between.has(word) || half.test(word) || (count > 0 && joining.has(word)));
    if (count === takes || !flavours.has(itemId) || !joined) break;
    next = start;
    count++;
  }
  return count >= least ? count : 0;
}

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
    // "Meio calabresa meio atum": the second one goes on with the first.
    if (mention.itemId === divided.itemId && open > 0 && mention.end - mention.start === 1) continue;
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

function dividedIn(menu: MenuView): Divided | undefined {
  const items = menu.categories.flatMap((category) => category.items);
  const ids = new Set(items.map(({ itemId }) => itemId));
  for (const group of menu.optionGroups ?? []) {
    const flavours = new Set(group.choices.map(({ choiceId }) => choiceId).filter((id) => ids.has(id)));
    const item = items.find(({ options = [] }) => options.includes(group.groupId));
    if (item && group.min >= 2 && flavours.size)
      return { itemId: item.itemId, name: item.name, flavours, least: group.min, takes: group.max };
  }
  return undefined;
}

function halfBefore(words: readonly string[], start: number, from: number): number | undefined {
  let at = start - 1;
  while (at > from && between.has(words[at] ?? "")) at--;
  return at >= from && half.test(words[at] ?? "") ? at : undefined;
}
