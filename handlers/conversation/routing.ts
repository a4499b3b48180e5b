/**
 * Which model a turn begins with. The chain's first model is the small one, and takes every turn that nothing here claims
 * for the larger one behind it.
 */
import type { Conversation, OpenTurn } from "./record.ts";

/** A turn goes to the larger model when any of these holds. */
export const larger = {
  /** Characters and lines of what the customer wrote: whole orders at once, stories. */
  longerThan: 400,
  moreLinesThan: 4,
  /** What must not go wrong: health, and customers who are cross. Parts of words, without accents. */
  about: /\b(alerg|intoleran|celiac|reclama|absurd|estragad|errad|procon|advogad|reembols)/,
  /** The customer repeats what was just said: it was not understood. */
  repeated: true,
} as const;

/** Model ids in the order in which the turn tries them. */
export function routed(
  modelIds: readonly string[],
  { text }: Pick<OpenTurn, "text">,
  history: Conversation["history"],
): readonly string[] {
  const [small, ...rest] = modelIds;
  return small !== undefined && rest.length > 0 && needsLarger(text, history) ? [...rest, small] : modelIds;
}

function needsLarger(text: string, history: Conversation["history"]): boolean {
  if (text.length > larger.longerThan || text.split("\n").length > larger.moreLinesThan) return true;
  const said = plain(text);
  if (larger.about.test(said)) return true;
  const before = history.findLast(({ role }) => role === "user");
  return larger.repeated && said.length > 8 && before !== undefined && plain(before.text) === said;
}

/** Lower case, without accents and punctuation. */
export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
