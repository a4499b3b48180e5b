/** Turns what the customer wrote into tool calls; each call of the model emits those that are not answered yet. */
import type { Address, MenuView } from "../../../handlers/shared/order-api.ts";
import { withoutAddress } from "./address.ts";
import { type BasketChange, orderable } from "./basket-talk.ts";
import { byCard, namesCard, withoutCard } from "./card-talk.ts";
import { changesSaid } from "./open-questions.ts";
import { addressShown, placeSaid } from "./place.ts";
import { asksForFee, asksForPayment } from "./questions.ts";
import { scheduleTalk } from "./schedule-talk.ts";
import type { ToolAnswer, ToolCall, Turn } from "./turn.ts";
import { says, wordsOf } from "./words.ts";

/** How the stand-in asks for a confirmation; the next "sim" then places the order. */
export const confirmationQuestion = "Posso confirmar";

const totalShown = /o pedido de (R\$ [\d.]+,\d{2})/;

/** @param now São Paulo's clock, as the prompt shows it. */
export function planned(asSaid: Turn, menu: MenuView, now?: Date): ToolCall[] {
  const { text, scheduledFor } = scheduleTalk(asSaid.text, now);
  const turn = { ...asSaid, text };
  const words = wordsOf(text);
  const calls = [
    ...scheduleCalls(scheduledFor),
    ...againCalls(words),
    ...basketCalls(menu, turn),
    ...fulfilmentCalls(words, turn),
    ...couponCalls(words, turn),
  ];
  if (isCancellation(words)) return [{ name: "cancel_order", input: {} }];
  const asks = asksForFee(words) || asksForPayment(words);
  const unclear = wantedOf(turn, menu).some((change) => !orderable(change));
  if (!asks && !unclear && !namesCard(text) && isPlacing(words, turn, calls.length > 0)) {
    const confirmedTotal = calls.length ? undefined : totalShown.exec(turn.before)?.[1];
    // What the customer has not seen is shown first.
    if (!confirmedTotal) return calls.length ? calls : [{ name: "view_cart", input: {} }];
    return [{ name: "place_order", input: { ...paymentIn(words, turn), confirmedTotal } }];
  }
  if (calls.length) return calls;
  // The basket's area tells the fee.
  if (asksForFee(words)) return menu.deliveryAreas ? [{ name: "view_cart", input: {} }] : [];
  if (asks) return [];
  if (isStatus(words)) return [{ name: "order_status", input: {} }];
  if (says(words, "carrinho", "quanto deu", "quanto fica", "total", "resumo", "meu pedido"))
    return [{ name: "view_cart", input: {} }];
  return [];
}

export function pending(calls: readonly ToolCall[], answers: readonly ToolAnswer[]): ToolCall[] {
  const done = new Set(answers.map(({ name, input }) => keyOf({ name, input })));
  return calls.filter((call) => !done.has(keyOf(call)));
}

function keyOf(call: ToolCall): string {
  return `${call.name} ${JSON.stringify(Object.entries(call.input).sort())}`;
}

/** What the turn changes of the basket. */
export function wantedOf({ text, history }: Turn, menu: MenuView): BasketChange[] {
  return changesSaid(withoutAddress(withoutCard(text)), history, menu);
}

function basketCalls(menu: MenuView, turn: Turn): ToolCall[] {
  return wantedOf(turn, menu)
    .filter(orderable)
    .flatMap(({ kind, itemId, quantity, options, notes }): ToolCall[] => {
      const chosen = { ...(options && { options }), ...(notes && { notes }) };
      const add = { name: "add_item", input: { itemId, quantity, ...chosen } };
      if (kind === "add") return [add];
      if (kind === "remove") return [{ name: "remove_item", input: { itemId } }];
      const set = { name: "set_quantity", input: { itemId, quantity } };
      // "na verdade, duas cocas" of an item that is not in the basket yet means: two, please.
      const refused = turn.answers.some(
        (answer) =>
          keyOf(answer) === keyOf(set) &&
          "error" in answer.result &&
          answer.result.error.code === "not_in_cart",
      );
      return refused ? [set, add] : [set];
    });
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

/** "cupom BEMVINDO10"; "sem o cupom" takes it off. */
function couponCalls(words: readonly string[], { text }: Turn): ToolCall[] {
  if (!words.some((word) => word === "cupom" || word === "cupon")) return [];
  if (says(words, "sem", "tira", "tire", "remove", "retira")) return [{ name: "remove_coupon", input: {} }];
  const code = /\bcupo[mn](?:\s+de\s+desconto)?(?:\s+é)?[\s:"“]+([a-z0-9]{3,20})(?![\p{L}\d])/iu.exec(
    text,
  )?.[1];
  return code ? [{ name: "apply_coupon", input: { code: code.toUpperCase() } }] : [];
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

/** PIX unless the customer says otherwise, or was asked about the card. */
function paymentIn(words: readonly string[], { before }: Turn): Readonly<Record<string, string>> {
  const atTheDoor = says(words, "na entrega", "na retirada", "maquininha", "na hora");
  if (says(words, "dinheiro", "especie")) {
    const [, note] = /\btroco (?:para|pra|de) (?:r )?(\d+)/.exec(words.join(" ")) ?? [];
    return { paymentMethod: "CASH", ...(note && { changeFor: note }) };
  }
  if (says(words, "boleto")) return { paymentMethod: "BOLETO" };
  if (says(words, "cartao", "credito", "debito", "maquininha"))
    return { paymentMethod: atTheDoor ? "CARD_ON_DELIVERY" : "CREDIT_CARD" };
  return { paymentMethod: before.includes(byCard) && !says(words, "pix") ? "CREDIT_CARD" : "PIX" };
}

function isCancellation(words: readonly string[]): boolean {
  const verb = words.some((word) => ["cancela", "cancelar", "cancele"].includes(word));
  return verb && (words.includes("pedido") || words.includes("tudo") || words.length <= 2);
}

function isStatus(words: readonly string[]): boolean {
  return says(words, "status", "cade", "demora", "demorando", "onde esta", "ja saiu", "como esta meu pedido");
}
