/** What a customer's tap comes back as. */
import type { CustomerSays, WhatsAppMessage } from "./types.ts";

type Choices = NonNullable<WhatsAppMessage["choices"]>;

/** Up to three choices are quick replies at Twilio, more are the rows of a list: each is told in its own way. */
export function tapped(choices: Choices, choice: Choices[number]): Pick<CustomerSays, "button" | "row"> {
  const { title, id } = choice;
  return choices.length <= 3 ? { button: { text: title, payload: id } } : { row: { title, id } };
}
