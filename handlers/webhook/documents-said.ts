/** The tax number in what a customer wrote, which a charge may need. */
import { hide, shownOfDocument } from "../shared/mask.ts";

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
