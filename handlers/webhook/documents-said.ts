/** A message's text as it may be kept, and the tax number in it that a charge may need. */
import { hide, maskCards, maskDocuments, shownOfDocument } from "../shared/mask.ts";

/** Masked before it is on any queue: from here on no table, log or model sees a card or a tax number. */
export function kept(text: string): string {
  return maskDocuments(maskCards(text));
}

/** The last CPF or CNPJ of the text, without punctuation: found by the search that hides it. */
export function documentIn(text: string): string | undefined {
  let last: string | undefined;
  hide(text, (number, written) => {
    const shown = shownOfDocument(number, written);
    if (shown) last = number;
    return shown;
  });
  return last;
}
