/** Turns what the customer wrote into tool calls; each call of the model emits those that are not answered yet. */
import type { Address, MenuView } from "../../../../handlers/shared/order-api.ts";
import { withoutAddress } from "./address.ts";
import { basketCalls, emptyingCalls, keyOf, lineCalls } from "./basket-calls.ts";
import { type BasketChange, basketChanges, orderable } from "./basket-talk.ts";
import { namesCard, withoutCard } from "./card-talk.ts";
import { couponCalls } from "./coupon-talk.ts";
import { menuAnswer } from "./item-questions.ts";
import { type LineChange, lineTalk } from "./line-talk.ts";
import { mentionsIn } from "./mentions.ts";
import { answered } from "./open-questions.ts";
import { changeGiven, changesPayment, paymentIn } from "./payment-talk.ts";
import { addressShown, placeSaid } from "./place.ts";
import { asksForFee, asksForPayment, asksForTime } from "./questions.ts";
import { scheduleTalk } from "./schedule-talk.ts";
import type { ToolAnswer, ToolCall, Turn } from "./turn.ts";
import { type OpenKind, openKinds } from "./which-one.ts";
import { asWritten, says, wordsOf } from "./words.ts";

/** How the stand-in asks for a confirmation; the next "sim" then places the order. */
export const confirmationQuestion = "Posso confirmar";

const totalShown = /(?:o pedido de|total do pedido é) (R\$ [\d.]+,\d{2})/;

/** @param now São Paulo's clock, as the prompt shows it. */
export function planned(asSaid: Turn, menu: MenuView, now?: Date): ToolCall[] {
  const { text, scheduledFor } = scheduleTalk(asSaid.text, now);
  const turn = { ...asSaid, text };
  const words = wordsOf(text);
  const wanted = wantedOf(turn, menu);
  const calls = [
    ...scheduleCalls(scheduledFor),
    ...againCalls(words),
    ...basketCalls(wanted.changes, turn),
    ...lineCalls(wanted.line, turn, menu),
    ...emptyingCalls(words, turn),
    ...fulfilmentCalls(words, turn),
    ...couponCalls(turn),
  ];
  if (isCancellation(words, menu)) return [{ name: "cancel_order", input: {} }];
  const note = calls.length ? undefined : changeGiven(turn);
  const asks = asksForFee(words) || asksForPayment(words) || asksForTime(words) || wanted.question;
  const unclear = wanted.kinds.length || !wanted.changes.every(orderable) || changesPayment(words);
  if (note || (!asks && !unclear && !namesCard(text) && isPlacing(words, turn, calls.length > 0))) {
    const confirmedTotal = calls.length ? undefined : totalShown.exec(turn.before)?.[1];
    // What the customer has not seen is shown first.
    if (!confirmedTotal) return calls.length ? calls : [{ name: "view_cart", input: {} }];
    return [{ name: "place_order", input: { ...(note ?? paymentIn(turn, menu)), confirmedTotal } }];
  }
  if (calls.length) return calls;
  // The basket's area tells the fee.
  if (asksForFee(words)) return menu.deliveryAreas ? [{ name: "view_cart", input: {} }] : [];
  if (asksForTime(words)) return timeCalls(turn);
  if (asks) return [];
  if (isStatus(words)) return [{ name: "order_status", input: {} }];
  if (changesPayment(words) || isEnough(words) || says(words, "troco pra", "troco para", ...looking))
    return [{ name: "view_cart", input: {} }];
  return [];
}

const looking = [
  ...["carrinho", "total", "resumo", "meu pedido", "que eu pedi", "que pedi"],
  ...["quanto deu", "quanto da", "quanto fica", "quanto ficou", "quanto ta"],
];

/** Of the order that was placed; where there is none, of the basket. */
function timeCalls({ answers }: Turn): ToolCall[] {
  const status = { name: "order_status", input: {} };
  const none = answers.some(({ name, result }) => name === status.name && "error" in result);
  return none ? [status, { name: "view_cart", input: {} }] : [status];
}

export function pending(calls: readonly ToolCall[], answers: readonly ToolAnswer[]): ToolCall[] {
  const done = new Set(answers.map(({ name, input }) => keyOf({ name, input })));
  return calls.filter((call) => !done.has(keyOf(call)));
}

export interface Wanted {
  /** Of the basket: what comes in, goes out or changes its number. */
  readonly changes: readonly BasketChange[];
  /** Of an item that the basket has. */
  readonly line?: LineChange;
  /** Of which nobody said which one. */
  readonly kinds: readonly OpenKind[];
  /** Nothing yet: the menu is asked about, and this is the answer. */
  readonly question?: string;
}

export function wantedOf({ text, history }: Turn, menu: MenuView): Wanted {
  const plain = withoutAddress(withoutCard(text));
  const words = wordsOf(plain);
  const answers = answered(words, history, menu);
  if (answers) return { changes: accented(answers, text), kinds: [] };
  const question = menuAnswer(plain, menu);
  if (question) return { changes: [], kinds: [], question };
  const { change, rest } = lineTalk(words, menu);
  const [line] = accented(change ? [change] : [], text);
  return { changes: accented(basketChanges(rest, menu), text), line, kinds: openKinds(rest, menu) };
}

/** A cook reads the notes. */
function accented<T extends { readonly notes?: string }>(changes: readonly T[], text: string): T[] {
  return changes.map((change) =>
    change.notes ? { ...change, notes: asWritten(change.notes, text) } : change,
  );
}

/** First: what is served then, and whether the store is open, depends on it. */
function scheduleCalls(scheduledFor: string | undefined): ToolCall[] {
  if (scheduledFor === undefined) return [];
  return [{ name: "set_schedule", input: scheduledFor === "now" ? {} : { scheduledFor } }];
}

function againCalls(words: readonly string[]): ToolCall[] {
  const again = says(
    words,
    "o de sempre",
    "de sempre",
    "mesmo da ultima vez",
    "mesmo pedido",
    "repetir o pedido",
  );
  return again ? [{ name: "reorder", input: {} }] : [];
}

function fulfilmentCalls(words: readonly string[], turn: Turn): ToolCall[] {
  // Where that is the conversation knows better than a model.
  if (turn.text.includes("[O cliente enviou a localização")) {
    return [{ name: "set_fulfilment", input: { mode: "delivery" } }];
  }
  const place = placeSaid(turn);
  const delivery = (address: Address) => ({ name: "set_fulfilment", input: { mode: "delivery", address } });
  if (place.address) return [delivery(place.address)];
  if (asksForFee(words)) return [];
  if (place.postalCode) {
    // A CEP alone belongs to the address that the basket has.
    const known = addressShown(turn);
    const completed = known ? [delivery({ ...known, postalCode: place.postalCode })] : [];
    return [{ name: "view_cart", input: {} }, ...completed];
  }
  // "Cartão na entrega" says how it is paid, not where it goes.
  if (says(words, "na entrega", "na retirada") && !says(words, "para entrega")) return [];
  if (says(words, "retirar", "retirada", "retiro", "buscar", "busco", "pegar ai", "balcao"))
    return [{ name: "set_fulfilment", input: { mode: "pickup" } }];
  if (says(words, "entrega", "entregar", "entregue", "delivery"))
    return [{ name: "set_fulfilment", input: { mode: "delivery" } }];
  return [];
}

function isPlacing(words: readonly string[], turn: Turn, changesSomething: boolean): boolean {
  if (says(words, "nao")) return false;
  const explicit = [
    "fechar",
    "fecha",
    "finalizar",
    "finaliza",
    "confirmar",
    "confirma",
    "confirmo",
    "confirmado",
  ];
  if (words.some((word) => explicit.includes(word))) return true;
  if (changesSomething || !turn.before.includes(confirmationQuestion)) return false;
  if (/[👍👌✅]/u.test(turn.text)) return true;
  return says(
    words,
    "sim",
    "isso",
    "pode",
    "ok",
    "claro",
    "bora",
    "certo",
    "perfeito",
    "beleza",
    "pix",
    "cartao",
    "dinheiro",
    "boleto",
  );
}

function isCancellation(words: readonly string[], menu: MenuView): boolean {
  const verb = words.some((word) => ["cancela", "cancelar", "cancele"].includes(word));
  return verb && (words.includes("pedido") || words.includes("tudo") || !mentionsIn(words, menu).length);
}

function isStatus(words: readonly string[]): boolean {
  return says(
    words,
    ...["status", "cade", "demora", "demorando", "onde esta", "ja saiu", "como esta meu pedido"],
    ...["ja paguei", "paguei", "caiu o pagamento", "pagamento caiu", "confirmou o pagamento"],
  );
}

/** Nothing more is wanted: what is missing is asked next. */
function isEnough(words: readonly string[]): boolean {
  return says(words, "so isso", "e so", "mais nada", "nada mais", "so", "seria isso", "por enquanto");
}
