/** What a customer chooses for an item: the flavours that follow "meio a meio", the crust that follows the pizza. */
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import type { Mention } from "./mentions.ts";
import { alike, wordsOf } from "./words.ts";

export interface ChosenOptions {
  readonly groupId: string;
  readonly choiceIds: readonly string[];
}

export interface MentionWithOptions extends Mention {
  readonly options?: readonly ChosenOptions[];
}

type Group = NonNullable<MenuView["optionGroups"]>[number];

/** Mentions that are another one's flavours, or part of a choice's name ("borda de catupiry"), are no items of their own. */
export function withOptions(
  mentions: readonly Mention[],
  words: readonly string[],
  menu: MenuView,
): MentionWithOptions[] {
  let open = [...mentions];
  const found: MentionWithOptions[] = [];
  for (let mention = open.shift(); mention; mention = open.shift()) {
    const groups = groupsOf(menu, mention.itemId);
    const flavours: Mention[] = [];
    for (const group of groups)
      while (open[0] && takes(group, open[0], flavours)) flavours.push(open.shift() as Mention);
    let end = flavours.at(-1)?.end ?? mention.end;
    const chosen = new Set(flavours.map(({ itemId }) => itemId));
    for (const { choiceId, name, aliases = [] } of groups.flatMap(({ choices }) => choices)) {
      const place = [name, ...aliases]
        .map((text) => placeOf(words, wordsOf(text), end))
        .find((one) => one !== undefined);
      if (!place || beyond(open, place)) continue;
      chosen.add(choiceId);
      open = open.filter(({ start }) => start >= place.end);
      end = Math.max(end, place.end);
    }
    const options = groups.flatMap(({ groupId, choices }) => {
      const choiceIds = choices.map(({ choiceId }) => choiceId).filter((id) => chosen.has(id));
      return choiceIds.length ? [{ groupId, choiceIds }] : [];
    });
    found.push({ ...mention, end, ...(options.length && { options }) });
  }
  return found;
}

export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Said of a later item: another one is named before it. */
function beyond(open: readonly Mention[], place: Place): boolean {
  return open.some(({ end }) => end <= place.start);
}

/** What is chosen of an item. */
export function groupsOf(menu: MenuView, itemId: string): Group[] {
  const item = menu.categories.flatMap(({ items }) => items).find((candidate) => candidate.itemId === itemId);
  return (item?.options ?? []).flatMap(
    (groupId) => menu.optionGroups?.find((group) => group.groupId === groupId) ?? [],
  );
}

function takes(group: Group, { itemId }: Mention, taken: readonly Mention[]): boolean {
  const known = taken.some((mention) => mention.itemId === itemId);
  return !known && taken.length < group.max && group.choices.some(({ choiceId }) => choiceId === itemId);
}

/** Where a phrase stands in the words, typos forgiven. */
export function placeOf(words: readonly string[], wanted: readonly string[], from = 0): Place | undefined {
  const start = words.findIndex(
    (_, at) => at >= from && wanted.every((word, index) => alike(words[at + index] ?? "", word)),
  );
  return start < 0 ? undefined : { start, end: start + wanted.length };
}
