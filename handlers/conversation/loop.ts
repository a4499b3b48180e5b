/**
 * One turn of the dialogue: the model speaks or calls tools, tools answer, until it has something to say. Bounded in
 * rounds, tokens and time, so that no message can cost more than one turn may.
 */
import type { ModelChain } from "./model-chain.ts";
import type { ModelMessage, ToolOutcome, ToolUse, Usage } from "./ports.ts";
import type { AssistantMessage } from "./record.ts";
import { toolOf, tools } from "./tools.ts";

export const bounds = {
  /** Calls of the model: a long order is a handful. */
  rounds: 8,
  /** Of one call, unless the tenant says otherwise. Bedrock reserves them from the quota when the call starts. */
  maxTokens: 1_024,
  /** Of all calls, in and out, unless the tenant says otherwise. */
  tokens: 120_000,
  /** Calls of tools that do not fit their schema, after which a larger model is asked. */
  misfits: 2,
} as const;

export interface LoopParts {
  readonly chain: ModelChain;
  /** Told anew for each round: a tool may choose the store. */
  readonly system: () => { readonly shared: string; readonly own: string };
  readonly temperature?: number;
  /** @default those of `bounds` */
  readonly maxTokens?: number;
  readonly tokens?: number;
  /** @param call which tool call of the turn it is, from 1; the same call has the same number when a turn is repeated. */
  readonly runTool: (use: ToolUse, call: number) => Promise<ToolOutcome>;
  /** Called with all rounds so far before tools that change something run. */
  readonly keep: (rounds: readonly AssistantMessage[]) => Promise<void>;
}

export interface LoopResult {
  /** What the model said; undefined when the turn ended without it. */
  readonly text?: string;
  readonly end: "answered" | "no_model" | "rounds" | "tokens" | "cut";
  readonly rounds: number;
  readonly usage: Usage;
  readonly modelId?: string;
  /** What the last tool said. */
  readonly last?: ToolOutcome;
}

/**
 * @param messages the history, and the customer's message last.
 * @param kept rounds that an interrupted attempt at this turn kept: their tools run again, under the same numbers.
 */
export async function runLoop(
  messages: readonly ModelMessage[],
  kept: readonly AssistantMessage[],
  parts: LoopParts,
): Promise<LoopResult> {
  const transcript = [...messages];
  const rounds: AssistantMessage[] = [];
  const { maxTokens = bounds.maxTokens, tokens = bounds.tokens } = parts;
  let misfits = 0;
  let usage: Usage = { inputTokens: 0, outputTokens: 0, cachedTokens: 0 };
  let modelId: string | undefined;
  let calls = 0;
  let last: ToolOutcome | undefined;
  const ended = (end: LoopResult["end"], text?: string): LoopResult => ({
    text,
    end,
    rounds: rounds.length,
    usage,
    modelId,
    last,
  });

  while (rounds.length < bounds.rounds) {
    let message = kept[rounds.length];
    if (!message) {
      if (usage.inputTokens + usage.outputTokens > tokens) return ended("tokens");
      const answer = await parts.chain.ask({
        system: parts.system(),
        messages: transcript,
        tools,
        maxTokens,
        temperature: parts.temperature,
      });
      if (!answer) return ended("no_model");
      usage = sum(usage, answer.usage);
      modelId = answer.modelId;
      const text = textOf(answer.message);
      if (answer.cut) return ended("cut", toolUsesOf(answer.message).length > 0 ? undefined : text);
      message = answer.message;
      if (toolUsesOf(message).length === 0) {
        rounds.push(message);
        return ended("answered", text);
      }
      if (changesSomething(message)) await parts.keep([...rounds, message]);
    }
    rounds.push(message);
    const outcomes: ToolOutcome[] = [];
    for (const use of toolUsesOf(message)) outcomes.push(await parts.runTool(use, ++calls));
    last = outcomes.at(-1);
    misfits += outcomes.filter(misfit).length;
    if (misfits >= bounds.misfits) parts.chain.prefer(1);
    transcript.push(message, { role: "user", content: outcomes.map((toolOutcome) => ({ toolOutcome })) });
  }
  return ended("rounds");
}

function toolUsesOf(message: AssistantMessage): ToolUse[] {
  return message.content.flatMap((block) => block.toolUse ?? []);
}

function textOf(message: AssistantMessage): string {
  return message.content
    .map((block) => block.text?.trim() ?? "")
    .filter(Boolean)
    .join("\n\n");
}

/** The model did not understand its tools; a refusal by the order stage is an answer like any other. */
function misfit({ result }: ToolOutcome): boolean {
  const code = (result as { error?: { code?: unknown } }).error?.code;
  return code === "invalid_request" || code === "unknown_tool";
}

function changesSomething(message: AssistantMessage): boolean {
  return toolUsesOf(message).some(({ name }) => toolOf(name)?.changes);
}

function sum(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
  };
}
