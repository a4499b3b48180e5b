/** What a customer chooses for an item: the flavours that follow "meio a meio", the crust that follows the pizza. */
import type { MenuView } from "../../../handlers/shared/order-api.ts";
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

/** Mentions that are another one's flavours are no items of their own. */
export function withOptions(
  mentions: readonly Mention[],
  words: readonly string[],
  menu: MenuView,
): MentionWithOptions[] {
  const open = [...mentions];
  const found: MentionWithOptions[] = [];
  for (let mention = open.shift(); mention; mention = open.shift()) {
    const flavours: Mention[] = [];
    const groups = groupsOf(menu, mention.itemId);
    for (const group of groups)
      while (open[0] && takes(group, open[0], flavours)) flavours.push(open.shift() as Mention);
    const end = flavours.at(-1)?.end ?? mention.end;
    const spoken = words.slice(end, open[0]?.start ?? words.length);
    const options = groups.flatMap((group) => {
      const items = flavours.map(({ itemId }) => itemId);
      const own = group.choices.filter(
        ({ choiceId, name, aliases = [] }) =>
          items.includes(choiceId) || [name, ...aliases].some((text) => stands(spoken, text)),
      );
      return own.length ? [{ groupId: group.groupId, choiceIds: own.map(({ choiceId }) => choiceId) }] : [];
    });
    found.push({ ...mention, end, ...(options.length && { options }) });
  }
  return found;
}

function groupsOf(menu: MenuView, itemId: string): Group[] {
  const item = menu.categories.flatMap(({ items }) => items).find((candidate) => candidate.itemId === itemId);
  return (item?.options ?? []).flatMap(
    (groupId) => menu.optionGroups?.find((group) => group.groupId === groupId) ?? [],
  );
}

function takes(group: Group, { itemId }: Mention, taken: readonly Mention[]): boolean {
  const known = taken.some((mention) => mention.itemId === itemId);
  return !known && taken.length < group.max && group.choices.some(({ choiceId }) => choiceId === itemId);
}

function stands(words: readonly string[], text: string): boolean {
  const wanted = wordsOf(text);
  return words.some((_, at) => wanted.every((word, index) => alike(words[at + index] ?? "", word)));
}
