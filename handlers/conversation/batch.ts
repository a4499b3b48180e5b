/** A batch of inbox.fifo: conversations side by side, the messages of each in order. */
import type { BatchReply, Invocation, QueueEvent, QueueRecord } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";
import { type InboundMessage, InboxMessage } from "../shared/messages.ts";
import type { ConversationParts } from "./ports.ts";
import { processMessages, processNotice } from "./process.ts";

/** Of the invocation's time, kept for saving and sending the reply. */
const closingMs = 5_000;
/** With less than that a turn is not begun. */
const leastTurnMs = 3_000;

/** The customer's messages that follow one another are one turn; a notice is by itself. */
type Step = {
  readonly records: QueueRecord[];
  readonly message: InboxMessage;
  readonly burst: InboundMessage[];
};

export function conversationHandler(parts: ConversationParts) {
  return async (event: QueueEvent, invocation: Invocation): Promise<BatchReply> => {
    const groups = Map.groupBy(
      event.Records,
      (record) => record.attributes.MessageGroupId ?? record.messageId,
    );
    try {
      const failed = await Promise.all(
        [...groups.values()].map((records) => processGroup(records, parts, invocation)),
      );
      return {
        batchItemFailures: failed.flat().map(({ messageId }) => ({ itemIdentifier: messageId })),
      };
    } finally {
      parts.metrics.flush();
    }
  };
}

/** Returns the records to be delivered again: the first that failed and all behind it, which must wait for it. */
async function processGroup(
  records: readonly QueueRecord[],
  parts: ConversationParts,
  invocation: Invocation,
): Promise<readonly QueueRecord[]> {
  const log = parts.log.with({ requestId: invocation.awsRequestId });
  const { steps, unread } = stepsOf(records, log);
  for (const [index, step] of steps.entries()) {
    const stepLog = log.with(contextOf(step.message));
    const waiting = () => [...steps.slice(index).flatMap((other) => other.records), ...unread];
    const timeLeftMs = () => invocation.getRemainingTimeInMillis() - closingMs;
    if (timeLeftMs() < leastTurnMs) {
      stepLog.warn("No time is left in this invocation; the messages will come again.");
      return waiting();
    }
    try {
      await processStep(step, { ...parts, log: stepLog, timeLeftMs });
    } catch (error) {
      stepLog.error("A message could not be processed; it and those behind it will come again.", {
        messageIds: step.records.map(({ messageId }) => messageId),
        error,
      });
      return waiting();
    }
  }
  return unread;
}

function processStep(
  { message, burst }: Step,
  parts: ConversationParts & { readonly timeLeftMs: () => number },
): Promise<void> {
  if (message.kind === "notice") return processNotice(message, parts);
  return processMessages(burst, { ...parts, traceId: message.traceId });
}

/** `unread`: the first record that is no message, and all behind it. */
function stepsOf(
  records: readonly QueueRecord[],
  log: Log,
): { readonly steps: readonly Step[]; readonly unread: readonly QueueRecord[] } {
  const steps: Step[] = [];
  for (const [index, record] of records.entries()) {
    const read = readMessage(record.body);
    if (!read.ok) {
      log.error("A message on the inbox queue is malformed; it will end in the dead-letter queue.", {
        messageId: record.messageId,
        problem: read.problem,
      });
      return { steps, unread: records.slice(index) };
    }
    const { message } = read;
    const last = steps.at(-1);
    if (message.kind === "inbound" && last?.message.kind === "inbound") {
      last.records.push(record);
      last.burst.push(message);
    } else {
      steps.push({ records: [record], message, burst: message.kind === "inbound" ? [message] : [] });
    }
  }
  return { steps, unread: [] };
}

function readMessage(
  body: string,
): { readonly ok: true; readonly message: InboxMessage } | { readonly ok: false; readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, problem: "it is no JSON" };
  }
  const parsed = InboxMessage.safeParse(json);
  if (parsed.success) return { ok: true, message: parsed.data };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return { ok: false, problem: problems.join("; ") };
}

function contextOf(message: InboxMessage) {
  const { clientId, conversationId } = message;
  return message.kind === "inbound"
    ? { clientId, conversationId, traceId: message.traceId }
    : { clientId, conversationId, storeId: message.storeId };
}
