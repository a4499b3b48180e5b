/** What a customer has read before they confirm it. */
import type { Conversation } from "./record.ts";

/** Utterances back: a question or two may come between a summary and its confirmation. */
const recent = 10;

/** Whether an earlier turn told the customer this total, or the menus have it on their confirmation. */
export function wasShown(
  total: unknown,
  { history, menu }: Pick<Conversation, "history" | "menu">,
): total is string {
  const [amount] = amountsIn(String(total));
  const said = history.slice(-recent).flatMap(({ role, text }) => (role === "assistant" ? [text] : []));
  const { awaiting } = menu ?? {};
  if (awaiting && "total" in awaiting) said.push(awaiting.total);
  return amount !== undefined && said.flatMap(amountsIn).includes(amount);
}

/** "R$ 1.114,80" → "1114,80" */
function amountsIn(text: string): string[] {
  return (text.match(/\d[\d.]*,\d{2}(?!\d)/g) ?? []).map((amount) => amount.replaceAll(".", ""));
}
