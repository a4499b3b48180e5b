/** What a customer wants of the basket when they answer a question of ours: what it was about was said earlier. */
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { type BasketChange, basketChanges, mostOfAnItem, orderable, takesBack } from "./basket-talk.ts";
import { mentionsIn } from "./mentions.ts";
import type { ChosenOptions } from "./options-talk.ts";
import { wholeSaid } from "./stores.ts";
import type { Utterance } from "./turn.ts";
import { quantityAsked } from "./which-one.ts";
import { quantityAt, says, wordsOf } from "./words.ts";

/** As the order stage asks. */
const optionsQuestion = /\bPara (.+?), escolha .+? em /u;
const quantityQuestion = /\bDe (.+?) anoto de 1 a \d+ por pedido/u;

export function quantityQuestions(changes: readonly BasketChange[], menu: MenuView): string[] {
  return changes
    .filter((change) => !orderable(change))
    .map(
      ({ itemId }) =>
        `De ${itemOf(menu, { itemId })?.name} anoto de 1 a ${mostOfAnItem} por pedido. Quantas unidades você quer?`,
    );
}

export function changesSaid(text: string, history: readonly Utterance[], menu: MenuView): BasketChange[] {
  const words = wordsOf(text);
  return answered(words, history, menu) ?? basketChanges(words, menu);
}

/** @returns undefined where what is said answers no question of ours */
export function answered(
  words: readonly string[],
  history: readonly Utterance[],
  menu: MenuView,
): BasketChange[] | undefined {
  const asked = history.at(-1)?.text ?? "";
  const many = quantityAsked(asked, history.at(-2)?.text ?? "", menu);
  if (many !== undefined) return named(words, many, menu);
  const name = (optionsQuestion.exec(asked) ?? quantityQuestion.exec(asked))?.[1];
  const item = name && itemOf(menu, { name });
  if (!item || takesBack(words) || says(words, "inteira", "inteiras")) return undefined;
  const open = openChange(item.itemId, history, menu);
  if (quantityQuestion.test(asked)) {
    const said = words.map((_, at) => quantityAt(words, at)).findLast((one) => one !== undefined);
    return said === undefined || mentionsIn(words, menu).length ? undefined : [{ ...open, quantity: said }];
  }
  const [first, ...others] = basketChanges([...wordsOf(item.name), ...words], menu);
  if (first?.itemId !== item.itemId || !first.options) return undefined;
  const notes = first.notes ?? open.notes;
  return [{ ...open, options: together(open.options, first.options), notes }, ...others];
}

/** "De umbu", of a kind that was asked back: as many as were wanted of the kind. */
function named(words: readonly string[], quantity: number, menu: MenuView): BasketChange[] | undefined {
  const changes = basketChanges(words, menu);
  const [only] = changes;
  const numbered = words.some((_, at) => quantityAt(words, at) !== undefined);
  return only?.kind === "add" && changes.length === 1 && !numbered ? [{ ...only, quantity }] : undefined;
}

/** What was wanted of the item before the question, be it in answer to another one. */
function openChange(itemId: string, history: readonly Utterance[], menu: MenuView): BasketChange {
  const before = history.slice(0, -2);
  const said = history.at(-2)?.text ?? "";
  const change = changesSaid(wholeSaid(said, before), before, menu).find((one) => one.itemId === itemId);
  return { quantity: 1, ...change, itemId, kind: "add" };
}

function together(
  before: readonly ChosenOptions[] = [],
  now: readonly ChosenOptions[],
): readonly ChosenOptions[] {
  const groups = new Set([...before, ...now].map(({ groupId }) => groupId));
  return [...groups].map((groupId) => ({
    groupId,
    choiceIds: [
      ...new Set(
        [...before, ...now].filter((one) => one.groupId === groupId).flatMap((one) => one.choiceIds),
      ),
    ],
  }));
}

function itemOf(menu: MenuView, by: { readonly itemId: string } | { readonly name: string }) {
  return menu.categories
    .flatMap(({ items }) => items)
    .find((item) => ("itemId" in by ? item.itemId === by.itemId : item.name === by.name));
}
