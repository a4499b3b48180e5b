/** What a customer changes of an item that the basket has already: "borda de catupiry na portuguesa", "sem cebola". */
import type { CartLine, MenuView } from "../../../../handlers/shared/order-api.ts";
import { mentionsIn } from "./mentions.ts";
import { type ChosenOptions, groupsOf, placeOf } from "./options-talk.ts";
import { wordsOf } from "./words.ts";

export interface LineChange {
  /** Absent: the only line that it can be said of. */
  readonly itemId?: string;
  readonly choices: readonly Choice[];
  readonly notes?: string;
}

interface Choice {
  readonly groupId: string;
  readonly choiceId: string;
  /** Not wanted any more. */
  readonly off: boolean;
}

export interface LineTalk {
  readonly change?: LineChange;
  /** What is left to understand. */
  readonly rest: readonly string[];
}

const on = new Set(["na", "no", "nas", "nos", "em", "da", "do", "das", "dos"]);
const articles = new Set(["a", "o", "as", "os", "um", "uma", "pizza", "de"]);
const taking = new Set(["tira", "tire", "tirar", "retira", "retire", "remove", "sem"]);
/** What an order may go without, and no dish has. */
const noIngredient = [
  ...["cupom", "cupon", "troco", "agendar", "agendamento", "problema", "problemas", "pressa", "duvida"],
  ...["entrega", "taxa", "nada", "mais", "querer", "pedido", "tudo", "isso", "item", "ultimo", "ultima"],
];

/** All that is said of one item: "sem cebola na calabresa e borda de cheddar". */
export function lineTalk(words: readonly string[], menu: MenuView): LineTalk {
  let talk: LineTalk = { rest: words };
  for (;;) {
    const next = optionTalk(talk.rest, menu) ?? notesTalk(talk.rest, menu);
    if (!next?.change || !sameItem(talk.change, next.change)) return talk;
    talk = { change: together(talk.change, next.change), rest: next.rest };
  }
}

function sameItem(before: LineChange | undefined, next: LineChange): boolean {
  return !before || next.itemId === undefined || next.itemId === before.itemId;
}

function together(before: LineChange | undefined, next: LineChange): LineChange {
  const notes = [before?.notes, next.notes].filter(Boolean).join(", ");
  return {
    itemId: before?.itemId ?? next.itemId,
    choices: [...(before?.choices ?? []), ...next.choices],
    ...(notes && { notes }),
  };
}

function optionTalk(words: readonly string[], menu: MenuView): LineTalk | undefined {
  for (const { phrase, ...option } of choicePhrases(menu)) {
    const place = placeOf(words, phrase);
    if (!place) continue;
    const { start, end } = place;
    const off = words.slice(Math.max(0, start - 2), start).some((word) => taking.has(word));
    const change = { choices: [{ ...option, off }] };
    const target = targetAt(words, end, menu);
    if (target)
      return { change: { itemId: target.itemId, ...change }, rest: without(words, start, target.end) };
    const rest = without(words, start, end);
    // "Bacon" by itself may be many things; "borda de catupiry" is one.
    if ((phrase.length > 1 || off) && !mentionsIn(rest, menu).length) return { change, rest };
  }
  return undefined;
}

/** "Tira a cebola da calabresa"; "sem cebola" of the only item. */
function notesTalk(words: readonly string[], menu: MenuView): LineTalk | undefined {
  const start = words.findIndex((word) => taking.has(word));
  if (start < 0) return undefined;
  let from = start + 1;
  while (articles.has(words[from] ?? "")) from++;
  const left = words.slice(from).findIndex((word) => on.has(word));
  const to = left < 0 ? words.length : from + left;
  const what = words.slice(from, to);
  if (!what.length || what.length > 3 || mentionsIn(what, menu).length) return undefined;
  if (what.some((word) => noIngredient.includes(word))) return undefined;
  const target = targetAt(words, to, menu);
  const notes = `sem ${what.join(" ")}`;
  const change = { choices: [], notes };
  if (target)
    return { change: { itemId: target.itemId, ...change }, rest: without(words, start, target.end) };
  const alone = words[start] === "sem" && left < 0 && !mentionsIn(words, menu).length && words.length <= 6;
  return alone ? { change, rest: [] } : undefined;
}

function choicePhrases(menu: MenuView) {
  const items = new Set(menu.categories.flatMap((category) => category.items.map(({ itemId }) => itemId)));
  return (menu.optionGroups ?? [])
    .flatMap(({ groupId, choices }) =>
      choices
        .filter(({ choiceId }) => !items.has(choiceId))
        .flatMap(({ choiceId, name, aliases = [] }) =>
          [name, ...aliases].map((text) => ({ groupId, choiceId, phrase: wordsOf(text) })),
        ),
    )
    .sort((a, b) => b.phrase.length - a.phrase.length);
}

/** "… na pizza portuguesa": the item that follows. */
function targetAt(words: readonly string[], at: number, menu: MenuView) {
  if (!on.has(words[at] ?? "")) return undefined;
  const [mention] = mentionsIn(words.slice(at + 1, at + 8), menu);
  if (!mention || mention.start > 2) return undefined;
  return { itemId: mention.itemId, end: at + 1 + mention.end };
}

function without(words: readonly string[], start: number, end: number): readonly string[] {
  return [...words.slice(0, start), ...words.slice(end)];
}

/** The one line that a change can be of. */
export function lineOf(
  { itemId, choices }: LineChange,
  lines: readonly CartLine[],
  menu: MenuView,
): CartLine | undefined {
  const takes = (line: CartLine) =>
    choices.every(({ groupId }) => groupsOf(menu, line.itemId).some((group) => group.groupId === groupId));
  const fits = lines.filter((line) => (itemId === undefined ? takes(line) : line.itemId === itemId));
  return fits.length === 1 ? fits[0] : undefined;
}

/** With the change; a group that takes one choice has the new one. @returns undefined where it is so already */
export function changedLine(line: CartLine, { choices, notes }: LineChange, menu: MenuView) {
  const before = (line.options ?? []).map(
    ({ groupId, choices: chosen }): ChosenOptions => ({
      groupId,
      choiceIds: chosen.map(({ choiceId }) => choiceId),
    }),
  );
  const has = ({ choiceId }: Choice) => before.some(({ choiceIds }) => choiceIds.includes(choiceId));
  const noted = !notes || line.notes?.includes(notes);
  if (noted && choices.every((choice) => has(choice) === !choice.off)) return undefined;
  const options = choices.reduce((so, choice) => withChoice(so, choice, menu), before);
  const said = noted ? line.notes : [line.notes, notes].filter(Boolean).join(", ");
  return {
    itemId: line.itemId,
    quantity: line.quantity,
    ...(options.length && { options }),
    ...(said && { notes: said }),
  };
}

function withChoice(
  before: readonly ChosenOptions[],
  { groupId, choiceId, off }: Choice,
  menu: MenuView,
): ChosenOptions[] {
  const several = (menu.optionGroups?.find((one) => one.groupId === groupId)?.max ?? 1) > 1;
  const there = before.find((one) => one.groupId === groupId)?.choiceIds ?? [];
  const kept = several || off ? there.filter((id) => id !== choiceId) : [];
  const choiceIds = off ? kept : [...kept, choiceId];
  const others = before.filter((one) => one.groupId !== groupId);
  return choiceIds.length ? [...others, { groupId, choiceIds }] : others;
}
