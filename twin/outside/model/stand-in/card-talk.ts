/** A card's number in what the customer wrote: nobody here needs it, and it confirms nothing. */
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { paymentText } from "./questions.ts";

/** As a model gets it, masked; or one with a slip, which is no card's and so was not masked. */
const number = /(?:\*[\s./_–-]{0,3}){9,15}(?:\d[\s./_–-]{0,3}){4}|(?<!\d)(?:\d[\s./_–-]{0,3}){15,19}(?!\d)/gu;

export function namesCard(text: string): boolean {
  return text.search(number) >= 0;
}

/** What is left to understand: its digits are no quantities. */
export function withoutCard(text: string): string {
  return text.replace(number, " ");
}

export function takesCards({ paymentMethods }: MenuView): boolean {
  return paymentMethods.includes("CREDIT_CARD");
}

export function noCardNeeded(menu: MenuView): string {
  const how = takesCards(menu)
    ? "Para pagar com cartão, mando um link seguro assim que você confirmar o pedido."
    : paymentText(menu);
  return `Não preciso do número do seu cartão. ${how}`;
}
