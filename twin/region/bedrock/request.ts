/** What Bedrock checks of a Converse request before the model sees it. */
import type { ContentBlock, ConverseRequest, Message } from "@aws-sdk/client-bedrock-runtime";
import * as z from "zod";
import { AwsError } from "../aws-service.ts";

const block = z.looseObject({
  text: z.string().optional(),
  toolUse: z.looseObject({ toolUseId: z.string(), name: z.string(), input: z.unknown() }).optional(),
  toolResult: z.looseObject({ toolUseId: z.string(), content: z.array(z.looseObject({})) }).optional(),
});

const body = z.looseObject({
  messages: z
    .array(z.looseObject({ role: z.enum(["user", "assistant"]), content: z.array(block) }))
    .default([]),
  system: z.array(z.looseObject({ text: z.string().optional() })).optional(),
  inferenceConfig: z
    .looseObject({
      maxTokens: z.int().min(1).optional(),
      temperature: z.number().min(0).max(1).optional(),
      topP: z.number().min(0).max(1).optional(),
      stopSequences: z.array(z.string().min(1)).max(2_500).optional(),
    })
    .optional(),
  toolConfig: z
    .looseObject({
      tools: z
        .array(
          z.looseObject({
            toolSpec: z
              .looseObject({
                name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
                inputSchema: z.looseObject({ json: z.looseObject({ type: z.literal("object") }) }),
              })
              .optional(),
          }),
        )
        .min(1),
    })
    .optional(),
});

/** @throws AwsError ValidationException, SerializationException */
export function readRequest(modelId: string, text: string): ConverseRequest {
  let json: unknown;
  try {
    json = JSON.parse(text || "{}");
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid JSON.");
  }
  const parsed = body.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`The value at ${issue?.path.join(".") || "the request"} is invalid: ${issue?.message}.`);
  }
  const request = { modelId, ...(parsed.data as unknown as Omit<ConverseRequest, "modelId">) };
  checkMessages(request.messages ?? []);
  checkTools(request);
  return request;
}

function checkMessages(messages: readonly Message[]): void {
  if (messages[0]?.role !== "user")
    throw invalid(
      "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
    );
  for (const [at, { role, content = [] }] of messages.entries()) {
    if (at > 0 && messages[at - 1]?.role === role)
      throw invalid(
        "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
      );
    if (content.length === 0)
      throw invalid(
        `The content field in the Message object at messages.${at} is empty. Add a ContentBlock object to the content field and try again.`,
      );
    const blank = content.findIndex(({ text }) => text !== undefined && !text.trim());
    if (blank >= 0)
      throw invalid(
        `The text field in the ContentBlock object at messages.${at}.content.${blank} is blank. Add text to the text field, and try again.`,
      );
    checkPairing(messages[at - 1]?.content ?? [], content, at);
  }
  const last = messages.at(-1);
  const open = usesOf(last?.content ?? []);
  if (last?.role === "assistant" && open.length)
    throw invalid(
      `Expected toolResult blocks at messages.${messages.length}.content for the following Ids: ${open.join(", ")}`,
    );
}

/** Each toolUse of a turn is answered in the next one, once, and nothing else is. */
function checkPairing(before: readonly ContentBlock[], content: readonly ContentBlock[], at: number): void {
  const uses = usesOf(before);
  const results = content.flatMap(({ toolResult }) => toolResult?.toolUseId ?? []);
  const unanswered = uses.filter((id) => !results.includes(id));
  if (unanswered.length)
    throw invalid(
      `Expected toolResult blocks at messages.${at}.content for the following Ids: ${unanswered.join(", ")}`,
    );
  if (results.length > uses.length || results.some((id) => !uses.includes(id)))
    throw invalid(
      `The number of toolResult blocks at messages.${at}.content exceeds the number of toolUse blocks of previous turn.`,
    );
}

function checkTools(request: ConverseRequest): void {
  const tools = request.toolConfig?.tools?.flatMap(({ toolSpec }) => toolSpec?.name ?? []);
  const usesTools = request.messages?.some(({ content }) =>
    content?.some(({ toolUse, toolResult }) => toolUse || toolResult),
  );
  if (usesTools && !tools)
    throw invalid("The toolConfig field must be defined when using toolUse and toolResult content blocks.");
  const repeated = tools?.find((name, at) => tools.indexOf(name) !== at);
  if (repeated) throw invalid(`The tool ${repeated} is already defined in toolConfig.tools.`);
  const points = [
    ...(request.system ?? []),
    ...(request.toolConfig?.tools ?? []),
    ...(request.messages ?? []).flatMap(({ content }) => content ?? []),
  ].filter(({ cachePoint }) => cachePoint !== undefined);
  if (points.length > 4)
    throw invalid(`A maximum of 4 blocks with cachePoint may be provided. Found ${points.length}.`);
}

function usesOf(content: readonly ContentBlock[]): string[] {
  return content.flatMap(({ toolUse }) => toolUse?.toolUseId ?? []);
}

export function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
