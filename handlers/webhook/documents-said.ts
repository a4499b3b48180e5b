/** A message's text as it may be kept, and the tax number in it that a charge may need. */
import { isDocument } from "../shared/documents.ts";
import { maskCards, maskDocuments } from "../shared/mask.ts";

/** Digits with the punctuation of a CPF or CNPJ, or without. */
const candidates = /(?<!\d)\d(?:[.\-/ ]?\d){10,13}(?!\d)/g;

/** Masked before it is on any queue: from here on no table, log or model sees a card or a tax number. */
export function kept(text: string): string {
  return maskDocuments(maskCards(text));
}

/** The last CPF or CNPJ of the text, digits only. */
export function documentIn(text: string): string | undefined {
  const numbers = (text.match(candidates) ?? []).map((found) => found.replace(/\D/g, ""));
  return numbers.findLast(isDocument);
}
