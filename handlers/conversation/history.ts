/** Remembered utterances as the model takes them, and a customer's messages as one text. */
import type { InboundMessage } from "../shared/messages.ts";
import type { ModelMessage } from "./ports.ts";
import type { Conversation, Utterance } from "./record.ts";

/** What the model is given of a conversation, with the customer's new text last. */
export function contextMessages(
  { summary, history }: Pick<Conversation, "summary" | "history">,
  text: string,
): ModelMessage[] {
  // As the customer's words, not as an instruction: it is made of what customers wrote.
  const earlier: Utterance[] = summary
    ? [{ role: "user", text: `[Resumo do que já foi conversado: ${summary}]` }]
    : [];
  return asMessages([...earlier, ...history, { role: "user", text }]);
}

/** A model wants a user's message first and the roles in turn. */
export function asMessages(utterances: readonly Utterance[]): ModelMessage[] {
  const messages: { role: Utterance["role"]; content: { text: string }[] }[] = [];
  for (const { role, text } of utterances) {
    const last = messages.at(-1);
    if (!last && role === "assistant") continue;
    if (last?.role === role) last.content.push({ text });
    else messages.push({ role, content: [{ text }] });
  }
  return messages;
}

/** What was said in a burst of messages; what is no text is named in brackets. Empty for a choice without a text. */
export function mergedText(messages: readonly InboundMessage[]): string {
  return messages.map(textOf).filter(Boolean).join("\n");
}

const kinds: Readonly<Record<string, string>> = {
  audio: "um áudio",
  image: "uma imagem",
  video: "um vídeo",
};

/** "audio/ogg; codecs=opus" → "audio" */
export function kindOf(contentType: string): string {
  return contentType.split("/")[0]!.toLowerCase();
}

function textOf({ text, media, location, choice }: InboundMessage): string {
  const parts = [
    text.trim(),
    ...media.map(({ contentType }) => `[O cliente enviou ${kinds[kindOf(contentType)] ?? "um arquivo"}.]`),
    location ? `[O cliente enviou a localização ${location.latitude}, ${location.longitude}.]` : "",
  ].filter(Boolean);
  return parts.join("\n") || (choice ? "" : "[O cliente enviou uma mensagem vazia.]");
}
