/** Where an order goes, when the address and its CEP come in two messages. */
import type { Address } from "../../../../handlers/shared/order-api.ts";
import { addressIn, postalCodeIn } from "./address.ts";
import type { Turn } from "./turn.ts";
import { says, wordsOf } from "./words.ts";

export const postalCodeQuestion = "Qual é o CEP do endereço?";

export interface Place {
  /** With the CEP, whichever message it was in. */
  readonly address?: Address;
  /** Said, but of which street is not known. */
  readonly postalCode?: string;
}

/** What this turn says of it, completed by what was said before; empty when it says nothing. */
export function placeSaid({ text, history }: Pick<Turn, "text" | "history">): Place {
  let place: Place = {};
  let asked = "";
  for (const said of [...history, { role: "user", text }]) {
    if (said.role === "user") place = placeWith(place, said.text, asked);
    else asked = said.text;
  }
  return addressIn(text) || postalCodeAlone(text, asked) ? place : {};
}

function placeWith(before: Place, text: string, asked: string): Place {
  const address = addressIn(text);
  if (address)
    return { address: { ...(before.postalCode && { postalCode: before.postalCode }), ...address } };
  const postalCode = postalCodeAlone(text, asked);
  if (!postalCode) return before;
  return before.address ? { address: { ...before.address, postalCode } } : { postalCode };
}

/** Eight digits are a CEP when they look like one, stand alone or were asked for. */
function postalCodeAlone(text: string, asked: string): string | undefined {
  const meant =
    /\d{5}-\d{3}/.test(text) ||
    /^[\d.\- ]+$/.test(text.trim()) ||
    asked.includes(postalCodeQuestion) ||
    says(wordsOf(text), "cep");
  return meant ? postalCodeIn(text) : undefined;
}

/** A CEP was meant, but is none: "41940-34". */
export function postalCodeSlip({ text, before }: Pick<Turn, "text" | "before">): boolean {
  const asked = before.includes(postalCodeQuestion) && /\d/.test(text);
  return asked || /^\d[\d.\- ]{4,}$/.test(text.trim()) || says(wordsOf(text), "cep");
}

/** Of the basket, as view_cart has shown it in this turn. */
export function addressShown({ answers }: Pick<Turn, "answers">): Address | undefined {
  const result = answers.findLast(({ name }) => name === "view_cart")?.result;
  return result && "order" in result ? result.order.fulfilment?.address : undefined;
}
