/** A batch of inbox.fifo: conversations side by side, the messages of each in order. */
import type { BatchReply, Invocation, QueueEvent, QueueRecord } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";
import type { InboxMessage } from "../shared/messages.ts";
import { burstPause } from "./burst.ts";
import type { ConversationParts, StepParts } from "./ports.ts";
import { processEvent, processMessages, processNotice, processReport } from "./process.ts";
import { pauseSeconds, RetryLater } from "./retry-later.ts";
import { receiveCountOf, type Step, stepsOf } from "./steps.ts";

/** Of the invocation's time, kept for saving and sending the reply. */
const closingMs = 5_000;
/** With less than that a turn is not begun. */
const leastTurnMs = 3_000;

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
  const steps = stepsOf(records);
  const pause = await burstPause(steps, parts.tenants, parts.clock()).catch(() => 0);
  if (pause > 0) {
    await postpone(records, pause, parts, log);
    return records;
  }
  for (const [index, step] of steps.entries()) {
    const stepLog = log.with(contextOf(step));
    const waiting = () => steps.slice(index).flatMap((other) => other.records);
    const timeLeftMs = () => invocation.getRemainingTimeInMillis() - closingMs;
    if (timeLeftMs() < leastTurnMs) {
      stepLog.warn("No time is left in this invocation; the messages will come again.");
      return waiting();
    }
    const deadLetter = async (body: string, reason: string) => {
      await parts.inbox.deadLetter(step.records[0]!, body, reason);
      parts.metrics.count("DeadLettered");
    };
    try {
      await processStep(step, { ...parts, log: stepLog, timeLeftMs, deadLetter });
    } catch (error) {
      stepLog.error("A message could not be processed; it and those behind it will come again.", {
        messageIds: step.records.map(({ messageId }) => messageId),
        error,
      });
      if (error instanceof RetryLater) {
        const seconds = error.seconds ?? pauseSeconds(receiveCountOf(step.records[0]!));
        await postpone(waiting(), seconds, parts, stepLog);
      }
      return waiting();
    }
  }
  return [];
}

function processStep(step: Step, parts: StepParts): Promise<void> {
  switch (step.kind) {
    case "burst":
      return processMessages(step.messages, { ...parts, traceId: step.messages[0]!.traceId });
    case "notice":
      return processNotice(step.message, parts);
    case "delivery":
      return processReport(step.message, parts);
    case "staff":
    case "wake":
      return processEvent(step.message, parts);
    case "unreadable":
      parts.log.error("A message on the inbox queue is malformed; it goes to the dead-letter queue.", {
        messageId: step.records[0]!.messageId,
        problem: step.problem,
      });
      return parts.deadLetter(step.records[0]!.body, step.problem);
  }
}

/** Without it the records come again too, after the queue's own visibility timeout. */
async function postpone(
  records: readonly QueueRecord[],
  seconds: number,
  { inbox }: Pick<ConversationParts, "inbox">,
  log: Log,
): Promise<void> {
  await inbox.postpone(records, seconds).catch((error: unknown) => {
    log.warn("The messages could not be postponed; they come again later.", { seconds, error });
  });
}

function contextOf(step: Step) {
  const message: InboxMessage | undefined =
    step.kind === "burst" ? step.messages[0] : step.kind === "unreadable" ? undefined : step.message;
  if (!message) return {};
  const { clientId, conversationId } = message;
  return {
    ...{ clientId, conversationId },
    storeId: "storeId" in message ? message.storeId : undefined,
    traceId: "traceId" in message ? message.traceId : undefined,
  };
}
