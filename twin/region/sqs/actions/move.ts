/** Moves a message from one queue to another: to a dead-letter queue, and back by a move task. */
import { randomUUID } from "node:crypto";
import type { Message } from "../message.ts";
import type { Queue } from "../queue.ts";
import { nameOf } from "../settings.ts";
import type { Store } from "../store.ts";

/**
 * Gives up on a message that was received as often as the queue's redrive policy allows. It keeps its id and group.
 * @returns whether it was moved.
 */
export function moveToDeadLetters(store: Store, queue: Queue, message: Message): boolean {
  const redrive = queue.settings.redrive;
  if (!redrive || message.receivesHere < redrive.maxReceiveCount) return false;
  const target = store.queues.get(nameOf(redrive.deadLetterTargetArn));
  if (!target) return false;
  queue.remove(message);
  target.add({
    ...placed(store, target, message),
    // A standard queue's retention goes on from the first sending; a FIFO queue's starts again.
    sentAt: target.settings.fifo ? store.clock.now() : message.sentAt,
    deadLetterSource: queue.settings.arn,
  });
  return true;
}

/** As a move task does it: a new message, sent now. */
export function moveBack(store: Store, source: Queue, target: Queue, message: Message): void {
  source.remove(message);
  target.add({
    ...placed(store, target, message),
    id: randomUUID(),
    sentAt: store.clock.now(),
    deadLetterSource: undefined,
    receiveCount: 0,
    firstReceivedAt: undefined,
  });
}

function placed(store: Store, target: Queue, message: Message): Message {
  return {
    ...message,
    sequenceNumber: target.settings.fifo ? store.nextSequence() : undefined,
    state: "ready",
    hiddenUntil: 0,
    receivesHere: 0,
    receiptHandle: undefined,
  };
}
