/** SQS of one region, from the graph. */
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import type { TwinEvents } from "../../events.ts";
import type { Queues } from "../types.ts";
import { remove } from "./actions/delete.ts";
import { type Take, take } from "./actions/receive.ts";
import { send } from "./actions/send.ts";
import type { Message } from "./message.ts";
import { persist } from "./persistence.ts";
import { sqsService } from "./service.ts";
import { type QueueSettings, queueSettings } from "./settings.ts";
import { Store } from "./store.ts";

export interface SqsOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly events: TwinEvents;
  /** The region's resources; others than queues and their policies are passed over. */
  readonly resources: readonly GraphResource[];
  /** Keeps messages over a restart when given. */
  readonly dataDir?: string;
}

/** The region's queues, and what an event source mapping does with them. Queues are named by URL, ARN or name. */
export interface RegionQueues extends Queues {
  settings(queue: string): QueueSettings;
  /** What was handed out, as it was then: a later receive of the same message leaves it alone. */
  receive(queue: string, options: Take): Readonly<Message>[];
  delete(queue: string, receiptHandle: string): void;
  /** How many message groups (in a standard queue: messages) could be handed out now. */
  available(queue: string): number;
  /** Calls back after each change that may have made a message available; returns what ends it. */
  onAvailable(queue: string, listener: () => void): () => void;
  /** Ends long polls and move tasks, as when the region is lost; queues keep what they hold. */
  interrupt(): void;
  /** Saves, when there is a folder, and ends all timers. */
  stop(): void;
}

/** @throws Error with a sentence for each queue that AWS would refuse to create. */
export function startSqs(options: SqsOptions): RegionQueues {
  const store = new Store({ ...options, queues: queueSettings(options.resources) });
  const save = options.dataDir ? persist(store, options.dataDir) : () => {};
  return {
    service: sqsService(store, options.accountId),
    send(queue, { body, groupId, deduplicationId, attributes = {} }) {
      const request = {
        MessageBody: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [
            name,
            { DataType: "String", StringValue: value },
          ]),
        ),
      };
      send(store, store.queue(queue), request, options.accountId);
    },
    depths: () =>
      [...store.queues.values()].map((queue) => ({
        region: options.region,
        queue: queue.name,
        ...queue.depth,
      })),
    settings: (queue) => store.queue(queue).settings,
    receive: (queue, options_) =>
      take(store, store.queue(queue), options_).map((message) => ({ ...message })),
    delete: (queue, receiptHandle) => remove(store.queue(queue), receiptHandle),
    available: (queue) => store.queue(queue).availableCount,
    onAvailable: (queue, listener) => store.onAvailable(store.queue(queue), listener),
    interrupt: () => store.interrupt(),
    stop() {
      store.stop();
      save();
    },
  };
}
