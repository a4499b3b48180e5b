/** The customer's turn that the model is asked to answer, and what its tools have said so far. */
import type { ContentBlock, Message } from "@aws-sdk/client-bedrock-runtime";
import type { OrderResult } from "../../../../handlers/shared/order-api.ts";

export interface ToolCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ToolAnswer extends ToolCall {
  readonly result: OrderResult | { readonly ok: boolean };
}

export interface Utterance {
  readonly role: "user" | "assistant";
  readonly text: string;
}

export interface Turn {
  readonly text: string;
  /** What the assistant said last before it; "" at the beginning. */
  readonly before: string;
  /** What was said before it, oldest first. */
  readonly history: readonly Utterance[];
  readonly answers: readonly ToolAnswer[];
}

export function currentTurn(messages: readonly Message[]): Turn {
  const last = messages.findLastIndex((message) => message.role === "user" && textOf(message) !== "");
  const question = messages[last];
  const history = messages
    .slice(0, Math.max(0, last))
    .map(
      (message): Utterance => ({
        role: message.role === "assistant" ? "assistant" : "user",
        text: textOf(message),
      }),
    )
    .filter(({ text }) => text !== "");
  const results = new Map<string, ToolAnswer["result"]>();
  const calls: { id: string; call: ToolCall }[] = [];
  for (const message of messages.slice(last + 1))
    for (const block of message.content ?? []) {
      if (block.toolUse)
        calls.push({
          id: block.toolUse.toolUseId ?? "",
          call: { name: block.toolUse.name ?? "", input: (block.toolUse.input ?? {}) as ToolCall["input"] },
        });
      if (block.toolResult) results.set(block.toolResult.toolUseId ?? "", resultOf(block.toolResult.content));
    }
  return {
    text: question ? textOf(question) : "",
    before: history.findLast(({ role }) => role === "assistant")?.text ?? "",
    history,
    answers: calls.flatMap(({ id, call }) => {
      const result = results.get(id);
      return result ? [{ ...call, result }] : [];
    }),
  };
}

export function textOf(message: Message): string {
  return (message.content ?? [])
    .map((block: ContentBlock) => block.text ?? "")
    .filter(Boolean)
    .join("\n");
}

/** Tools answer with one JSON document, as a `json` block or as text. */
function resultOf(content: readonly { json?: unknown; text?: string }[] | undefined): ToolAnswer["result"] {
  const block = content?.[0];
  if (block?.json !== undefined) return block.json as ToolAnswer["result"];
  try {
    return JSON.parse(block?.text ?? "") as ToolAnswer["result"];
  } catch {
    return { ok: false };
  }
}
