/** Finds the menu's items in what a customer wrote. */
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { alike, wordsOf } from "./words.ts";

export interface Mention {
  readonly itemId: string;
  readonly name: string;
  /** Index of the first word, and of the first word after it. */
  readonly start: number;
  readonly end: number;
}

interface Phrase {
  readonly words: readonly string[];
  readonly itemId: string;
  readonly name: string;
}

/** Words that name no dish by themselves. */
const filler = new Set(["de", "da", "do", "com", "sem", "e", "a", "o", "ao", "na", "no", "em", "para"]);

/** One slip away from a dish: "canela". */
const commands = new Set(["cancela", "cancelar", "cancele"]);

/** Left to right; the longest name wins where several fit. What is to be left out ("sem vatapá") is no dish. */
export function mentionsIn(words: readonly string[], menu: MenuView): Mention[] {
  const phrases = phrasesOf(menu);
  const mentions: Mention[] = [];
  for (let start = 0; start < words.length; ) {
    const dish = words[start - 1] !== "sem" && !commands.has(words[start] ?? "");
    const found = dish && phrases.find((phrase) => fits(words, start, phrase.words));
    if (!found) {
      start++;
      continue;
    }
    const end = start + found.words.length;
    mentions.push({ itemId: found.itemId, name: found.name, start, end });
    start = end;
  }
  return mentions;
}

/** Full names and aliases first, then the words that only one item has: "calabresa" for "Pizza Calabresa". */
function phrasesOf(menu: MenuView): Phrase[] {
  const items = menu.categories.flatMap((category) => category.items);
  const full = items.flatMap((item) =>
    [item.name, ...item.aliases].map((text) => ({
      words: wordsOf(text),
      itemId: item.itemId,
      name: item.name,
    })),
  );
  const owners = new Map<string, Set<string>>();
  for (const { words, itemId } of full)
    for (const word of words) owners.set(word, (owners.get(word) ?? new Set()).add(itemId));
  const single = items.flatMap((item) =>
    wordsOf(item.name)
      .filter((word) => word.length >= 4 && !filler.has(word) && owners.get(word)?.size === 1)
      .map((word) => ({ words: [word], itemId: item.itemId, name: item.name })),
  );
  return [...full.sort((a, b) => weight(b) - weight(a)), ...single];
}

function weight(phrase: Phrase): number {
  return phrase.words.join("").length;
}

function fits(words: readonly string[], start: number, phrase: readonly string[]): boolean {
  return phrase.length > 0 && phrase.every((word, index) => alike(words[start + index] ?? "", word));
}
