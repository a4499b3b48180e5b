/** DeleteMessage, ChangeMessageVisibility and their batches: what the holder of a receipt handle may do. */
import * as z from "zod";
import { AwsError } from "../../aws-service.ts";
import type { Message } from "../message.ts";
import type { Queue } from "../queue.ts";
import { badReceiptHandle, invalidValue } from "../refusals.ts";
import { batchEntries, type Failed, failedEntry } from "../requests.ts";
import type { Store } from "../store.ts";

const longestFlightMs = 43_200_000;

const held = z.object({ ReceiptHandle: z.string().min(1) });
const timed = held.extend({ VisibilityTimeout: z.int() });

export const deleteMessage = held.extend({ QueueUrl: z.string() });
export const changeMessageVisibility = timed.extend({ QueueUrl: z.string() });
export const handleBatch = z.object({ QueueUrl: z.string(), Entries: z.array(z.unknown()).optional() });
type HandleBatch = z.infer<typeof handleBatch>;

interface BatchReply {
  readonly Successful: { Id: string }[];
  readonly Failed: Failed[];
}

/** Deleting what is gone already succeeds. */
export function remove(queue: Queue, handle: string): void {
  const message = messageOf(queue, handle);
  if (!message) return;
  const current = message.receiptHandle === handle;
  if (queue.settings.fifo && (!current || message.state !== "inFlight"))
    throw invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.");
  // In a standard queue an older handle is accepted and may well delete nothing.
  if (current) queue.remove(message);
}

export function changeVisibility(store: Store, queue: Queue, handle: string, seconds: number): void {
  if (seconds < 0 || seconds > 43_200)
    throw invalidValue(seconds, "VisibilityTimeout", "Must be between 0 and 43200, if provided.");
  const message = messageOf(queue, handle);
  if (!message)
    throw invalidValue(
      handle,
      "ReceiptHandle",
      "Message does not exist or is not available for visibility timeout change.",
    );
  if (message.state !== "inFlight")
    throw new AwsError("MessageNotInflight", "The message referred to is not in flight.");
  if (message.receiptHandle !== handle)
    throw invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.");
  const until = store.clock.now() + seconds * 1000;
  if (until - (message.receivedAt ?? until) > longestFlightMs)
    throw invalidValue(
      seconds,
      "VisibilityTimeout",
      "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
    );
  queue.extend(message, until);
}

export function removeBatch(store: Store, request: HandleBatch): BatchReply {
  const queue = store.queue(request.QueueUrl);
  const entries = batchEntries(request.Entries, held.extend({ Id: z.string() }));
  return each(entries, ({ ReceiptHandle }) => remove(queue, ReceiptHandle));
}

export function changeVisibilityBatch(store: Store, request: HandleBatch): BatchReply {
  const queue = store.queue(request.QueueUrl);
  const entries = batchEntries(request.Entries, timed.extend({ Id: z.string() }));
  return each(entries, (entry) =>
    changeVisibility(store, queue, entry.ReceiptHandle, entry.VisibilityTimeout),
  );
}

function each<T extends { Id: string }>(entries: readonly T[], act: (entry: T) => void): BatchReply {
  const reply: BatchReply = { Successful: [], Failed: [] };
  for (const entry of entries)
    try {
      act(entry);
      reply.Successful.push({ Id: entry.Id });
    } catch (error) {
      reply.Failed.push(failedEntry(entry.Id, error));
    }
  return reply;
}

/** Undefined when it was deleted or moved away. */
function messageOf(queue: Queue, handle: string): Message | undefined {
  queue.refresh();
  const id = /^([0-9a-f-]{36}) [0-9a-f-]{36}$/.exec(Buffer.from(handle, "base64").toString())?.[1];
  if (!id) throw badReceiptHandle(handle);
  return queue.messages.get(id);
}
