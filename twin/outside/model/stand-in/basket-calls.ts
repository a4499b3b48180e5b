/** The tool calls that change the basket as the customer wants it. */
import type { CartLine, MenuView } from "../../../../handlers/shared/order-api.ts";
import { type BasketChange, orderable } from "./basket-talk.ts";
import { changedLine, type LineChange, lineOf } from "./line-talk.ts";
import type { ToolAnswer, ToolCall, Turn } from "./turn.ts";
import { says } from "./words.ts";

const look: ToolCall = { name: "view_cart", input: {} };

/** What depends on the basket waits until it was looked at. */
export function basketCalls(changes: readonly BasketChange[], turn: Turn): ToolCall[] {
  const wanted = changes.filter(orderable);
  const dependent = wanted.some(({ kind, insteadOf }) => kind === "take" || insteadOf);
  const lines = linesShown(turn);
  if (dependent && !lines) return [look];
  const there = (itemId: string | undefined) =>
    (lines ?? []).filter((line) => line.itemId === itemId).reduce((sum, { quantity }) => sum + quantity, 0);
  return [...(dependent ? [look] : []), ...wanted.flatMap((change) => callsOf(change, turn, there))];
}

export function lineCalls(change: LineChange | undefined, turn: Turn, menu: MenuView): ToolCall[] {
  if (!change) return [];
  const lines = linesShown(turn);
  const line = lines && lineOf(change, lines, menu);
  const changed = line && changedLine(line, change, menu);
  if (!changed) return [look];
  // The old line goes only once the order stage has taken the new one.
  const add = { name: "add_item", input: changed };
  const answer = answerTo(add, turn.answers);
  const taken = answer && !("error" in answer);
  return [look, add, ...(taken ? [{ name: "remove_item", input: { lineId: line.lineId } }] : [])];
}

/** "Tira tudo", "limpa o carrinho". */
export function emptyingCalls(words: readonly string[], turn: Turn): ToolCall[] {
  const empties =
    says(words, "tira tudo", "remove tudo", "tirar tudo", "apaga tudo", "comecar de novo", "zera") ||
    (says(words, "limpa", "limpar", "esvazia", "esvaziar", "zerar") &&
      says(words, "carrinho", "pedido", "tudo"));
  if (!empties) return [];
  return [
    look,
    ...(linesShown(turn) ?? []).map(({ lineId }) => ({ name: "remove_item", input: { lineId } })),
  ];
}

/** The basket as it was when this turn looked. */
export function linesShown({ answers }: Pick<Turn, "answers">): readonly CartLine[] | undefined {
  const result = answers.find(({ name }) => name === "view_cart")?.result;
  return result && "order" in result ? result.order.items : undefined;
}

function callsOf(
  { kind, itemId, quantity, options, notes, insteadOf }: BasketChange,
  { answers }: Turn,
  there: (itemId: string | undefined) => number,
): ToolCall[] {
  const chosen = { ...(options && { options }), ...(notes && { notes }) };
  const many = (insteadOf && there(insteadOf)) || quantity;
  const add = { name: "add_item", input: { itemId, quantity: many, ...chosen } };
  const set = (count: number) => ({ name: "set_quantity", input: { itemId, quantity: count } });
  switch (kind) {
    case "add":
      return [add];
    case "remove":
      return [{ name: "remove_item", input: { itemId } }];
    case "take":
      return [set(Math.max(0, there(itemId) - quantity))];
    case "set":
      // "na verdade, duas cocas" of an item that is not in the basket yet means: two, please.
      return refused(answers, set(quantity)) ? [set(quantity), add] : [set(quantity)];
  }
}

function refused(answers: readonly ToolAnswer[], call: ToolCall): boolean {
  const answer = answerTo(call, answers);
  return answer !== undefined && "error" in answer && answer.error.code === "not_in_cart";
}

/** What the tool has said to this very call. */
function answerTo(call: ToolCall, answers: readonly ToolAnswer[]): ToolAnswer["result"] | undefined {
  return answers.find(({ name, input }) => keyOf({ name, input }) === keyOf(call))?.result;
}

export function keyOf(call: ToolCall): string {
  return `${call.name} ${JSON.stringify(Object.entries(call.input).sort())}`;
}
