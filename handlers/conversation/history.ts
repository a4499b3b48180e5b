/** Remembered utterances as the model takes them, and a customer's messages as one text. */
import type { InboundMessage } from "../shared/messages.ts";
import type { ModelMessage } from "./ports.ts";
import type { Utterance } from "./record.ts";

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

/** What was said in a burst of messages; what is no text is named in brackets. */
export function mergedText(messages: readonly InboundMessage[]): string {
  return messages.map(textOf).join("\n");
}

const kinds: Readonly<Record<string, string>> = {
  audio: "um áudio",
  image: "uma imagem",
  video: "um vídeo",
};

function textOf({ text, media, location }: InboundMessage): string {
  const parts = [
    text.trim(),
    ...media.map(
      ({ contentType }) => `[O cliente enviou ${kinds[contentType.split("/")[0]!] ?? "um arquivo"}.]`,
    ),
    location ? `[O cliente enviou a localização ${location.latitude}, ${location.longitude}.]` : "",
  ].filter(Boolean);
  return parts.join("\n") || "[O cliente enviou uma mensagem vazia.]";
}
