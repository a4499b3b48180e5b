/** SendMessage and SendMessageBatch. */
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { AwsError } from "../../aws-service.ts";
import { md5, md5OfAttributes, sha256 } from "../digest.ts";
import type { Message } from "../message.ts";
import type { Queue } from "../queue.ts";
import { invalid, invalidValue, missing } from "../refusals.ts";
import { batchEntries, type Failed, failedEntry } from "../requests.ts";
import type { Store } from "../store.ts";

const deduplicationWindowMs = 5 * 60 * 1000;
const mostBatchBytes = 1_048_576;

const attribute = z.object({
  DataType: z.string().min(1),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

export const message = z.object({
  MessageBody: z.string().min(1),
  DelaySeconds: z.int().optional(),
  MessageAttributes: z.record(z.string(), attribute).optional(),
  MessageSystemAttributes: z.record(z.string(), attribute).optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageGroupId: z.string().optional(),
});
export type SendRequest = z.infer<typeof message>;

export const sendMessage = message.extend({ QueueUrl: z.string() });
export const sendMessageBatch = z.object({ QueueUrl: z.string(), Entries: z.array(z.unknown()).optional() });
const batchEntry = message.extend({ Id: z.string() });

/** Accepts one message. A duplicate within the window is acknowledged with what the first one got. */
export function send(store: Store, queue: Queue, request: SendRequest, senderId: string): Message {
  const attributes = request.MessageAttributes ?? {};
  checkContent(queue, request);
  const delaySeconds = request.DelaySeconds ?? queue.settings.delaySeconds;
  if (delaySeconds < 0 || delaySeconds > 900)
    throw invalidValue(delaySeconds, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
  const fifo = queue.settings.fifo ? fifoPlace(queue, request) : standardPlace(request);
  const now = store.clock.now();
  const key = deduplicationKey(queue, fifo);
  const known = key === undefined ? undefined : recall(queue, key, now);
  if (known) return known;
  const accepted: Message = {
    id: randomUUID(),
    body: request.MessageBody,
    md5: md5(request.MessageBody),
    attributes,
    traceHeader: request.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    senderId,
    sentAt: now,
    ...fifo,
    sequenceNumber: queue.settings.fifo ? store.nextSequence() : undefined,
    state: delaySeconds > 0 ? "delayed" : "ready",
    hiddenUntil: now + delaySeconds * 1000,
    receiveCount: 0,
    receivesHere: 0,
  };
  if (key !== undefined)
    queue.deduplication.set(key, { message: accepted, until: now + deduplicationWindowMs });
  queue.add(accepted);
  return accepted;
}

export function sendReply(message: Message): Record<string, unknown> {
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.md5,
    MD5OfMessageAttributes: md5OfAttributes(message.attributes),
    SequenceNumber: message.sequenceNumber,
  };
}

export function sendBatch(
  store: Store,
  request: z.infer<typeof sendMessageBatch>,
  senderId: string,
): { Successful: Record<string, unknown>[]; Failed: Failed[] } {
  const queue = store.queue(request.QueueUrl);
  const entries = batchEntries(request.Entries, batchEntry);
  const bytes = entries.reduce((total, entry) => total + sizeOf(entry), 0);
  if (bytes > mostBatchBytes)
    throw new AwsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${mostBatchBytes} bytes. You have sent ${bytes} bytes.`,
    );
  const reply = { Successful: [] as Record<string, unknown>[], Failed: [] as Failed[] };
  for (const entry of entries)
    try {
      reply.Successful.push({ Id: entry.Id, ...sendReply(send(store, queue, entry, senderId)) });
    } catch (error) {
      reply.Failed.push(failedEntry(entry.Id, error));
    }
  return reply;
}

function checkContent(queue: Queue, request: SendRequest): void {
  const limit = queue.settings.maxMessageSize;
  if (sizeOf(request) > limit)
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
  // Everything that XML 1.0 cannot carry, lone surrogates included.
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(request.MessageBody))
    throw new AwsError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  const attributes = Object.entries(request.MessageAttributes ?? {});
  if (attributes.length > 10)
    throw invalid(`Number of message attributes [${attributes.length}] exceeds the allowed maximum [10].`);
  for (const [name, { DataType, StringValue, BinaryValue }] of attributes) {
    if (!/^(String|Number|Binary)(\..+)?$/.test(DataType))
      throw invalid(
        `The type of message attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
      );
    if (DataType.startsWith("Binary") ? !BinaryValue : !StringValue)
      throw invalid(`The message attribute '${name}' must contain a non-empty value of type '${DataType}'.`);
  }
}

function sizeOf(request: SendRequest): number {
  const attributes = Object.entries(request.MessageAttributes ?? {}).map(
    ([name, { DataType, StringValue, BinaryValue }]) =>
      Buffer.byteLength(name + DataType + (StringValue ?? "")) +
      Buffer.byteLength(BinaryValue ?? "", "base64"),
  );
  return attributes.reduce((total, bytes) => total + bytes, Buffer.byteLength(request.MessageBody));
}

type Place = Pick<Message, "groupId" | "deduplicationId">;

function fifoPlace(queue: Queue, request: SendRequest): Place {
  if (!request.MessageGroupId) throw missing("MessageGroupId");
  checkIdentifier("MessageGroupId", request.MessageGroupId);
  if (request.DelaySeconds !== undefined)
    throw invalidValue(
      request.DelaySeconds,
      "DelaySeconds",
      "The request include parameter that is not valid for this queue type.",
    );
  if (request.MessageDeduplicationId !== undefined)
    checkIdentifier("MessageDeduplicationId", request.MessageDeduplicationId);
  else if (!queue.settings.contentBasedDeduplication)
    throw invalid(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  return {
    groupId: request.MessageGroupId,
    deduplicationId: request.MessageDeduplicationId ?? sha256(request.MessageBody),
  };
}

/** A standard queue takes a group too, for fairness between tenants, without order. */
function standardPlace(request: SendRequest): Place {
  if (request.MessageDeduplicationId !== undefined)
    throw invalidValue(
      request.MessageDeduplicationId,
      "MessageDeduplicationId",
      "The request includes a parameter that is not valid for this queue type.",
    );
  if (request.MessageGroupId !== undefined) checkIdentifier("MessageGroupId", request.MessageGroupId);
  return { groupId: request.MessageGroupId };
}

function checkIdentifier(parameter: string, value: string): void {
  if (!/^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/.test(value))
    throw invalidValue(
      value,
      parameter,
      `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
}

function deduplicationKey(queue: Queue, place: Place): string | undefined {
  if (!queue.settings.fifo) return undefined;
  return queue.settings.deduplicationScope === "messageGroup"
    ? `${place.groupId}\n${place.deduplicationId}`
    : place.deduplicationId;
}

/** The message that holds this key; forgets keys, oldest first, whose window has passed. */
function recall(queue: Queue, key: string, now: number): Message | undefined {
  for (const [old, { until }] of queue.deduplication) {
    if (until > now) break;
    queue.deduplication.delete(old);
  }
  return queue.deduplication.get(key)?.message;
}
