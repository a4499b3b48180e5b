/** Bedrock's Converse API. */
import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandInput,
  type ConverseCommandOutput,
  type Message,
} from "@aws-sdk/client-bedrock-runtime";
import type { Model, ModelAnswer, ModelError, ModelMessage, ModelRequest } from "../conversation/ports.ts";
import type { AssistantMessage } from "../conversation/record.ts";

/**
 * @param requestHandler HTTP/1.1, as the other clients speak it. This client's own default is one HTTP/2 session, which
 * a function that was frozen for minutes finds dead when it wakes.
 */
export function openModel(requestHandler: BedrockRuntimeClientConfig["requestHandler"]): Model {
  // The chain is the retry: after one quick second try the next model is the better bet.
  const client = new BedrockRuntimeClient({ maxAttempts: 2, requestHandler });
  return async (request) => {
    try {
      const output = await client.send(new ConverseCommand(converseInput(request)), {
        abortSignal: AbortSignal.timeout(request.timeoutMs),
        requestTimeout: request.timeoutMs,
      });
      return answerOf(output);
    } catch (error) {
      return { ok: false, error: errorOf(error) };
    }
  };
}

function converseInput(request: ModelRequest): ConverseCommandInput {
  const { modelId, system, messages, tools, maxTokens, temperature } = request;
  return {
    modelId,
    system: [
      { text: system.shared },
      ...(cachesPrompts(modelId) ? [{ cachePoint: { type: "default" } as const }] : []),
      { text: system.own },
    ],
    messages: messages.map(messageOf),
    // Bedrock refuses an empty list.
    ...(tools.length > 0 && {
      toolConfig: {
        tools: tools.map(({ name, description, input }) => ({
          toolSpec: { name, description, inputSchema: { json: input as never } },
        })),
      },
    }),
    inferenceConfig: { maxTokens, ...(temperature !== undefined && { temperature }) },
  };
}

/** The families that take a cache point; others refuse a request that has one. */
function cachesPrompts(modelId: string): boolean {
  return /(^|[./])(anthropic\.claude|amazon\.nova)-/.test(modelId);
}

function messageOf(message: ModelMessage): Message {
  // The model's own words go back as they came.
  if (message.role === "assistant") return { role: "assistant", content: message.content as ContentBlock[] };
  return {
    role: "user",
    content: message.content.map((block): ContentBlock => {
      if ("text" in block) return { text: block.text };
      const { toolUseId, ok, result } = block.toolOutcome;
      return {
        toolResult: {
          toolUseId,
          content: [{ json: result as never }],
          status: ok ? "success" : "error",
        },
      };
    }),
  };
}

/** The model lost its thread: what it said is not to be used. */
const failedStops: readonly string[] = [
  "malformed_model_output",
  "malformed_tool_use",
  "model_context_window_exceeded",
];

function answerOf({ output, stopReason, usage }: ConverseCommandOutput): ModelAnswer {
  const content = (output?.message?.content ?? []) as AssistantMessage["content"];
  const says = content.some((block) => block.toolUse || block.text?.trim());
  if (!says || failedStops.includes(stopReason ?? "")) {
    return { ok: false, error: { kind: "empty", message: `The model stopped with ${stopReason}.` } };
  }
  return {
    ok: true,
    message: { role: "assistant", content },
    cut: stopReason === "max_tokens",
    usage: {
      inputTokens: (usage?.inputTokens ?? 0) + (usage?.cacheReadInputTokens ?? 0),
      outputTokens: usage?.outputTokens ?? 0,
      cachedTokens: usage?.cacheReadInputTokens ?? 0,
    },
  };
}

const kinds: Readonly<Record<string, ModelError["kind"]>> = {
  ThrottlingException: "throttled",
  ServiceQuotaExceededException: "throttled",
  ModelTimeoutException: "timeout",
  TimeoutError: "timeout",
  AbortError: "timeout",
  ValidationException: "refused",
  AccessDeniedException: "refused",
  ResourceNotFoundException: "refused",
};

function errorOf(error: unknown): ModelError {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  return { kind: kinds[name] ?? "unavailable", message: `${name}: ${message}` };
}
