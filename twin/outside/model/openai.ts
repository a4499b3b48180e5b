/** Answers Converse with any server that speaks OpenAI's chat completions: llama.cpp, Ollama, vLLM… */
import type {
  ContentBlock,
  ConverseRequest,
  ConverseResponse,
  Message,
  Tool,
} from "@aws-sdk/client-bedrock-runtime";
import * as z from "zod";

const Completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }),
            )
            .nullish(),
        }),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

/**
 * @param baseUrl "http://127.0.0.1:11434/v1"; `/chat/completions` is added.
 * @param model the server's name of the model; many local servers ignore it.
 * @throws an Error that names the URL when the server does not answer as OpenAI's does.
 */
export function openAiBackend(baseUrl: string, model: string) {
  const url = `${baseUrl.replace(/\/$/, "")}/chat/completions`;
  return async (request: ConverseRequest): Promise<ConverseResponse> => {
    const started = performance.now();
    const reply = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        model,
        messages: [...systemMessage(request), ...(request.messages ?? []).flatMap(chatMessages)],
        tools: request.toolConfig?.tools?.flatMap(chatTool),
        max_tokens: request.inferenceConfig?.maxTokens,
        temperature: request.inferenceConfig?.temperature,
      }),
    });
    if (!reply.ok)
      throw new Error(`${url} answered HTTP ${reply.status}: ${(await reply.text()).slice(0, 200)}`);
    const parsed = Completion.safeParse(await reply.json());
    if (!parsed.success) throw new Error(`${url} does not answer as OpenAI's chat completions do.`);
    return converse(parsed.data, performance.now() - started);
  };
}

function systemMessage(request: ConverseRequest) {
  const content = (request.system ?? []).map((block) => block.text ?? "").join("\n\n");
  return content.trim() ? [{ role: "system", content }] : [];
}

function chatMessages(message: Message): object[] {
  const blocks = message.content ?? [];
  const text = blocks.map((block) => block.text ?? "").join("\n");
  const calls = blocks.flatMap(({ toolUse }) =>
    toolUse
      ? [
          {
            id: toolUse.toolUseId,
            type: "function",
            function: { name: toolUse.name, arguments: JSON.stringify(toolUse.input ?? {}) },
          },
        ]
      : [],
  );
  const results = blocks.flatMap(({ toolResult }) =>
    toolResult
      ? [
          {
            role: "tool",
            tool_call_id: toolResult.toolUseId,
            content: (toolResult.content ?? [])
              .map((part) => part.text ?? JSON.stringify(part.json))
              .join("\n"),
          },
        ]
      : [],
  );
  const said =
    text || calls.length
      ? [{ role: message.role, content: text || null, ...(calls.length && { tool_calls: calls }) }]
      : [];
  return [...results, ...said];
}

function chatTool({ toolSpec }: Tool): object[] {
  if (!toolSpec) return [];
  const { name, description, inputSchema } = toolSpec;
  return [{ type: "function", function: { name, description, parameters: inputSchema?.json } }];
}

function converse(completion: z.infer<typeof Completion>, latencyMs: number): ConverseResponse {
  const { message, finish_reason } = completion.choices[0]!;
  const calls = (message.tool_calls ?? []).map(
    (call): ContentBlock => ({
      toolUse: {
        toolUseId: call.id,
        name: call.function.name,
        input: JSON.parse(call.function.arguments || "{}"),
      },
    }),
  );
  const text: ContentBlock[] = message.content ? [{ text: message.content }] : [];
  const inputTokens = completion.usage?.prompt_tokens ?? 0;
  const outputTokens = completion.usage?.completion_tokens ?? 0;
  return {
    output: { message: { role: "assistant", content: [...text, ...calls] } },
    stopReason: calls.length ? "tool_use" : finish_reason === "length" ? "max_tokens" : "end_turn",
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
    metrics: { latencyMs: Math.round(latencyMs) },
  };
}
