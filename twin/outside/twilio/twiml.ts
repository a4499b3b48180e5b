/** Reads the messages out of a TwiML answer to a messaging webhook. */

export interface TwimlMessage {
  readonly body: string;
  readonly mediaUrls: readonly string[];
}

/** undefined when the text is no TwiML document. */
export function messagesIn(twiml: string): readonly TwimlMessage[] | undefined {
  if (!/^\s*(<\?xml[^>]*\?>\s*)?<Response\b[^>]*(\/>|>[\s\S]*<\/Response>)\s*$/.test(twiml)) return undefined;
  return [...twiml.matchAll(/<Message\b[^>]*?(?:\/>|>([\s\S]*?)<\/Message>)/g)].map(([, inner = ""]) => {
    const bodies = textsOf(inner, "Body");
    return {
      body:
        bodies.length > 0 ? bodies.join("") : decode(inner.replace(/<[^>]*>[\s\S]*?<\/[^>]*>/g, "")).trim(),
      mediaUrls: textsOf(inner, "Media"),
    };
  });
}

function textsOf(xml: string, tag: string): string[] {
  return [...xml.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, "g"))].map(([, text = ""]) =>
    decode(text),
  );
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return entities[name] ?? whole;
  });
}
