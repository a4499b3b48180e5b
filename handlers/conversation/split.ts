/** A reply in as many messages as WhatsApp needs for it. */

/** Twilio refuses a longer body (21617). */
export const messageLimit = 1_600;

/** Where a message may end, best first: a paragraph, a line, a sentence, a word. */
const ends = [/\n{2,}/g, /\n/g, /[.!?…]["”)*_]*\s+/g, /\s+/g];

/** Each part is at most `limit` long and ends where a sentence does, when one does. */
export function splitReply(text: string, limit = messageLimit): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const cut = cutOf(rest, limit);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest) parts.push(rest);
  return parts;
}

function cutOf(text: string, limit: number): number {
  // One more, so that a separator just behind the limit counts.
  const window = text.slice(0, limit + 1);
  for (const end of ends) {
    const cut = [...window.matchAll(end)].map(({ index, 0: found }) => index + found.trimEnd().length).at(-1);
    // An early end would leave a stub of a message.
    if (cut !== undefined && cut >= limit / 4 && cut <= limit) return cut;
  }
  // A character outside the basic plane is two units and must stay whole.
  return /[\ud800-\udbff]/.test(text[limit - 1]!) ? limit - 1 : limit;
}
