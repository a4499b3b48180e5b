/** ReceiveMessage: what is handed out, what goes to the dead-letter queue instead, and the wait for more. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { AwsError } from "../../aws-service.ts";
import { md5OfAttributes } from "../digest.ts";
import type { Message, MessageAttribute } from "../message.ts";
import type { Queue } from "../queue.ts";
import { invalidValue } from "../refusals.ts";
import type { Store } from "../store.ts";
import { moveToDeadLetters } from "./move.ts";

const mostInFlight = 120_000;

export const receiveMessage = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().optional(),
  VisibilityTimeout: z.int().optional(),
  WaitTimeSeconds: z.int().optional(),
  AttributeNames: z.array(z.string()).optional(),
  MessageSystemAttributeNames: z.array(z.string()).optional(),
  MessageAttributeNames: z.array(z.string()).optional(),
  ReceiveRequestAttemptId: z.string().optional(),
});
export type ReceiveRequest = z.infer<typeof receiveMessage>;

export interface Take {
  readonly max: number;
  readonly visibilitySeconds?: number;
  /** Stop after the first message group, so that another consumer works on the next. */
  readonly oneGroup?: boolean;
}

/** Hands out what is available now, each group in order; gives up messages that were received too often. */
export function take(store: Store, queue: Queue, options: Take): Message[] {
  const now = store.clock.now();
  const until = now + (options.visibilitySeconds ?? queue.settings.visibilityTimeoutSeconds) * 1000;
  const taken: Message[] = [];
  const room = Math.min(options.max, mostInFlight - queue.depth.inFlight);
  for (const group of queue.available()) {
    if (taken.length >= room || (options.oneGroup && taken.length > 0)) break;
    for (const message of group) {
      if (taken.length >= room) break;
      if (moveToDeadLetters(store, queue, message)) continue;
      taken.push(message);
    }
  }
  for (const message of taken) {
    message.receiveCount++;
    message.receivesHere++;
    message.firstReceivedAt ??= now;
    message.receivedAt = now;
    message.receiptHandle = receiptHandle(message);
    queue.take(message, until);
  }
  return taken;
}

/** Long polling: waits until something is available, at most as long as asked. An interrupted wait finds nothing. */
export async function receive(
  store: Store,
  request: ReceiveRequest,
  signal?: AbortSignal,
): Promise<Message[]> {
  const queue = store.queue(request.QueueUrl);
  const waitSeconds = request.WaitTimeSeconds ?? queue.settings.receiveWaitTimeSeconds;
  check(queue, request, waitSeconds);
  const options = { max: request.MaxNumberOfMessages ?? 1, visibilitySeconds: request.VisibilityTimeout };
  const first = take(store, queue, options);
  if (first.length || waitSeconds === 0 || signal?.aborted) return first;
  return new Promise((resolve) => {
    const end = (messages: Message[]) => {
      forget();
      unlisten();
      cancel();
      signal?.removeEventListener("abort", interrupt);
      resolve(messages);
    };
    const interrupt = () => end([]);
    const attempt = () => {
      const messages = take(store, queue, options);
      if (messages.length) end(messages);
    };
    const forget = store.onInterrupt(interrupt);
    const unlisten = store.onAvailable(queue, attempt);
    const cancel = store.clock.after(waitSeconds * 1000, () => end(take(store, queue, options)));
    signal?.addEventListener("abort", interrupt);
  });
}

export function receivedMessage(message: Message, request: ReceiveRequest): Record<string, unknown> {
  const names = [...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])];
  const system = Object.entries(systemAttributes(message)).filter(
    ([name]) => names.includes("All") || names.includes(name),
  );
  const attributes = pick(message.attributes, request.MessageAttributeNames ?? []);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5,
    Body: message.body,
    Attributes: system.length ? Object.fromEntries(system) : undefined,
    MessageAttributes: attributes && Object.keys(attributes).length ? attributes : undefined,
    MD5OfMessageAttributes: md5OfAttributes(attributes),
  };
}

export function systemAttributes(message: Message): Record<string, string> {
  const all: Record<string, string | undefined> = {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(Math.floor(message.sentAt)),
    SequenceNumber: message.sequenceNumber,
    MessageGroupId: message.groupId,
    SenderId: message.senderId,
    MessageDeduplicationId: message.deduplicationId,
    ApproximateFirstReceiveTimestamp: String(Math.floor(message.firstReceivedAt ?? 0)),
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSource,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
}

function check(queue: Queue, request: ReceiveRequest, waitSeconds: number): void {
  const { MaxNumberOfMessages: max = 1, VisibilityTimeout: visibility = 0 } = request;
  if (max < 1 || max > 10)
    throw invalidValue(max, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.");
  if (visibility < 0 || visibility > 43_200)
    throw invalidValue(visibility, "VisibilityTimeout", "Must be between 0 and 43200, if provided.");
  if (waitSeconds < 0 || waitSeconds > 20)
    throw invalidValue(waitSeconds, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.");
  if (request.ReceiveRequestAttemptId !== undefined && !queue.settings.fifo)
    throw invalidValue(
      request.ReceiveRequestAttemptId,
      "ReceiveRequestAttemptId",
      "The request includes a parameter that is not valid for this queue type.",
    );
  // A FIFO queue says nothing and returns nothing.
  if (!queue.settings.fifo && waitSeconds === 0 && queue.depth.inFlight >= mostInFlight)
    throw new AwsError("OverLimit", "Too many messages in flight for the queue.", 403);
}

function pick(
  attributes: Readonly<Record<string, MessageAttribute>>,
  names: readonly string[],
): Record<string, MessageAttribute> {
  const wanted = (name: string) =>
    names.some(
      (given) =>
        given === "All" ||
        given === ".*" ||
        given === name ||
        (given.endsWith(".*") && name.startsWith(given.slice(0, -1))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => wanted(name)));
}

function receiptHandle(message: Message): string {
  return Buffer.from(`${message.id} ${randomUUID()}`).toString("base64");
}
