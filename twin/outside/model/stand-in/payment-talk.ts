/** How the customer pays: named with a yes, or before it, and asked for in the confirmation's own words. */
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { namesCard, takesCards } from "./card-talk.ts";
import { asksForPayment } from "./questions.ts";
import type { Turn } from "./turn.ts";
import { says, wordsOf } from "./words.ts";

export interface Payment {
  readonly paymentMethod: "PIX" | "CREDIT_CARD" | "BOLETO" | "CASH" | "CARD_ON_DELIVERY";
  /** The note that the change is given from, in reais. */
  readonly changeFor?: string;
}

/** As the confirmation asks; the longer one first where one begins like the other. */
const phrases = {
  CARD_ON_DELIVERY: "com cartão na entrega",
  CREDIT_CARD: "com pagamento por cartão",
  BOLETO: "com pagamento por boleto",
  CASH: "com pagamento em dinheiro",
  PIX: "com pagamento por PIX",
} as const satisfies Record<Payment["paymentMethod"], string>;
const methods = Object.keys(phrases) as Payment["paymentMethod"][];

export function phraseOf({ paymentMethod, changeFor }: Payment): string {
  return phrases[paymentMethod] + (changeFor ? `, troco para ${changeFor}` : "");
}

/** Said now, or asked about before; PIX where nobody said anything. */
export function paymentIn(turn: Turn, menu: MenuView): Payment {
  const card = namesCard(turn.text) && takesCards(menu) ? "CREDIT_CARD" : undefined;
  const words = wordsOf(turn.text);
  const said = asksForPayment(words) ? undefined : paymentSaid(words);
  const asked = paymentAsked(turn.before);
  if (card) return { paymentMethod: card };
  if (said?.paymentMethod === "CASH" && asked?.paymentMethod === "CASH") return { ...asked, ...said };
  return said ?? asked ?? wished(turn) ?? { paymentMethod: "PIX" };
}

/** How an order's confirmation by the stand-in begins. */
export const registered = "Pedido registrado!";

/** Said while the basket was still being filled. */
function wished({ history }: Turn): Payment | undefined {
  const since = history.findLastIndex(
    ({ role, text }) => role === "assistant" && text.startsWith(registered),
  );
  const said = history
    .slice(since + 1)
    .filter(({ role }) => role === "user")
    .map(({ text }) => wordsOf(text));
  return said
    .filter((words) => !asksForPayment(words))
    .flatMap((words) => paymentSaid(words) ?? [])
    .at(-1);
}

/** "Muda para dinheiro" says how and is no yes yet. */
export function changesPayment(words: readonly string[]): boolean {
  const other = says(
    words,
    ...["muda", "mudar", "mude", "troca", "trocar", "prefiro", "pode ser", "da pra", "quero pagar"],
    ...["vou pagar", "queria pagar", "gostaria de pagar"],
  );
  return other && paymentSaid(words) !== undefined && !says(words, "sim", "confirmo", "confirma");
}

/** "O troco é para quanto?" — the confirmation was given, and a number is what is missing. */
const changeQuestion = "O troco é para quanto?";

export function changeGiven({ text, before }: Turn): Payment | undefined {
  const [, note] = /^\D{0,30}(\d{1,4})(?:,00)?\D{0,10}$/.exec(text.trim()) ?? [];
  return before.includes(changeQuestion) && note ? { paymentMethod: "CASH", changeFor: note } : undefined;
}

function paymentSaid(words: readonly string[]): Payment | undefined {
  const atTheDoor = says(words, "na entrega", "na retirada", "maquininha", "na hora");
  if (says(words, "dinheiro", "especie", "troco")) {
    const [, changeFor] = /\btroco (?:para|pra|de) (?:r )?(\d+)/.exec(words.join(" ")) ?? [];
    return { paymentMethod: "CASH", ...(changeFor && { changeFor }) };
  }
  if (says(words, "boleto")) return { paymentMethod: "BOLETO" };
  if (says(words, "cartao", "credito", "debito", "maquininha"))
    return { paymentMethod: atTheDoor ? "CARD_ON_DELIVERY" : "CREDIT_CARD" };
  return says(words, "pix") ? { paymentMethod: "PIX" } : undefined;
}

function paymentAsked(before: string): Payment | undefined {
  const paymentMethod = methods.find((method) => before.includes(phrases[method]));
  const [, changeFor] = /, troco para (\d+)\?/.exec(before) ?? [];
  return paymentMethod && { paymentMethod, ...(changeFor && { changeFor }) };
}
