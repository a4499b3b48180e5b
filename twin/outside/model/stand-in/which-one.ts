/** "Um suco", where the menu has several: asked back, and the number is kept until the answer. */
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { type Item, itemsOfKind, listed } from "./item-questions.ts";
import { type Mention, mentionsIn } from "./mentions.ts";
import { quantityAt, says, wordsOf } from "./words.ts";

export interface OpenKind {
  readonly word: string;
  readonly quantity: number;
  readonly items: readonly Item[];
}

const question = /^(?:Qual|Quais) (\S+) você quer\?/m;

/** Kinds of which some are wanted, and none was named. */
export function openKinds(words: readonly string[], menu: MenuView): OpenKind[] {
  const mentions = mentionsIn(words, menu);
  return words.flatMap((word, at) => {
    if (mentions.some(({ start, end }) => start <= at && at < end)) return [];
    const items = itemsOfKind(word, menu);
    const quantity = quantityAt(words, at - 1);
    const wanted =
      quantity !== undefined || says(words, "quero", "queria", "manda", "me ve") || words.length < 3;
    if (items.length < 2 || !wanted || named(words, at, items, mentions)) return [];
    return [{ word, quantity: quantity ?? 1, items }];
  });
}

export function whichQuestions(kinds: readonly OpenKind[]): string[] {
  return kinds.map(({ word, items }) =>
    [`${word.endsWith("s") ? "Quais" : "Qual"} ${word} você quer?`, ...listed(items)].join("\n"),
  );
}

/** How many were wanted of what was asked back; undefined where nothing was. */
export function quantityAsked(asked: string, said: string, menu: MenuView): number | undefined {
  const word = question.exec(asked)?.[1];
  if (!word) return undefined;
  return openKinds(wordsOf(said), menu).find((kind) => kind.word === word)?.quantity;
}

/** "Uma pizza de calabresa": one of the kind follows, or stands right before. */
function named(
  words: readonly string[],
  at: number,
  items: readonly Item[],
  mentions: readonly Mention[],
): boolean {
  return mentions.some(({ itemId, start, end }) => {
    const near = start > at ? start - at <= 4 && !numberIn(words.slice(at + 1, start)) : at - end <= 1;
    return near && items.some((item) => item.itemId === itemId);
  });
}

function numberIn(words: readonly string[]): boolean {
  return words.some((_, at) => quantityAt(words, at) !== undefined);
}
