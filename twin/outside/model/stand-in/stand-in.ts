/**
 * A deterministic stand-in for the model: it understands ordering in Portuguese and speaks only through the tools
 * that it is given, so that the twin needs no network. The same request always has the same answer.
 */
import { createHash } from "node:crypto";
import type { ContentBlock, ConverseRequest, ConverseResponse } from "@aws-sdk/client-bedrock-runtime";
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { pending, planned } from "./plan.ts";
import { notUnderstood, reply } from "./reply.ts";
import { clockIn } from "./schedule-talk.ts";
import { storeCall, storeQuestion, wholeSaid } from "./stores.ts";
import { currentTurn, type ToolCall, type Turn } from "./turn.ts";
import { says, wordsOf } from "./words.ts";

export async function standIn(request: ConverseRequest): Promise<ConverseResponse> {
  const turn = currentTurn(request.messages ?? []);
  const next = step(turn, request);
  const content: ContentBlock[] =
    typeof next === "string"
      ? [{ text: next }]
      : next.map((call, index) => ({
          toolUse: { toolUseId: toolUseId(request, index), name: call.name, input: call.input as never },
        }));
  const inputTokens = tokens([request.system, request.messages, request.toolConfig]);
  const outputTokens = tokens(content);
  return {
    output: { message: { role: "assistant", content } },
    stopReason: typeof next === "string" ? "end_turn" : "tool_use",
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    metrics: { latencyMs: 0 },
  };
}

/** Either the tools to call now or what to say. */
function step(turn: Turn, request: ConverseRequest): readonly ToolCall[] | string {
  const store = storeCall(turn, request);
  if (store === "unknown") return storeQuestion(request);
  if (store) return [store];
  const menu = menuOf(turn);
  if (!menu) {
    const asked = turn.answers.find((answer) => answer.name === "get_menu");
    if (!asked) return [{ name: "get_menu", input: {} }];
    return "error" in asked.result
      ? asked.result.error.message
      : "No momento não consigo abrir o cardápio. Pode tentar de novo em um minuto?";
  }
  const whole = { ...turn, text: wholeSaid(turn.text, turn.history) };
  const open = pending(planned(whole, menu, clockIn(request)), turn.answers);
  if (open.length) return open;
  const said = reply(whole, menu);
  const lost = said.startsWith(notUnderstood);
  const needed = lost && (complains(turn.text) || stillLost(turn));
  return needed && mayCall(turn, request) ? [{ name: "call_person", input: {} }] : said;
}

/** Turns in a row that were not understood, after which a person is called. */
const misunderstandings = 2;

/** Not where nobody can be called, or nobody came just now. */
function mayCall({ answers }: Turn, { toolConfig }: ConverseRequest): boolean {
  const offered = toolConfig?.tools?.some(({ toolSpec }) => toolSpec?.name === "call_person");
  return !!offered && !answers.some(({ name }) => name === "call_person");
}

/** Of an order that came: no tool mends it. */
function complains(text: string): boolean {
  return says(
    wordsOf(text),
    ...["reclamar", "reclamacao", "veio errado", "veio errada", "pedido errado", "veio faltando", "faltou"],
    ...["chegou frio", "chegou fria", "veio frio", "veio fria", "estragado", "estragada"],
  );
}

function stillLost({ history }: Turn): boolean {
  const replies = history.filter(({ role }) => role === "assistant").slice(-misunderstandings);
  return replies.length === misunderstandings && replies.every(({ text }) => text.startsWith(notUnderstood));
}

function menuOf(turn: Turn): MenuView | undefined {
  const result = turn.answers.findLast((answer) => answer.name === "get_menu")?.result;
  return result && "menu" in result ? result.menu : undefined;
}

function toolUseId(request: ConverseRequest, index: number): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(request.messages))
    .update(String(index))
    .digest("hex");
  return `tooluse_${digest.slice(0, 22)}`;
}

/** About four characters a token. */
function tokens(value: unknown): number {
  return Math.ceil((JSON.stringify(value) ?? "").length / 4);
}
