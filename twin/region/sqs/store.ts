/** All queues of a region, who waits for their messages, and who hears of their depth. */
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import { AwsError } from "../aws-service.ts";
import { Queue } from "./queue.ts";
import { noSuchQueue } from "./refusals.ts";
import { nameOf, type QueueSettings } from "./settings.ts";

export interface StoreOptions {
  readonly region: string;
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly queues: readonly QueueSettings[];
}

export class Store {
  readonly region: string;
  readonly clock: Clock;
  readonly queues = new Map<string, Queue>();
  /** Grows with each FIFO message of the region. */
  sequence = 18_870_000_000_000_000_000n;
  /** Told that something is worth saving. */
  onChange = () => {};
  readonly #events: TwinEvents;
  readonly #listeners = new Map<Queue, Set<() => void>>();
  readonly #changed = new Set<Queue>();
  readonly #stopping = new Set<() => void>();

  constructor(options: StoreOptions) {
    this.region = options.region;
    this.clock = options.clock;
    this.#events = options.events;
    for (const settings of options.queues)
      this.queues.set(settings.name, new Queue(settings, options.clock, (queue) => this.#noteChange(queue)));
  }

  /** By URL, ARN or name. @throws AwsError QueueDoesNotExist, InvalidAddress for another region's URL. */
  queue(reference: string): Queue {
    const host = /^https:\/\/sqs\.([^.]+)\.amazonaws\.com\//.exec(reference)?.[1];
    if (host && host !== this.region)
      throw new AwsError("InvalidAddress", `The address ${reference} is not valid for this endpoint.`);
    const queue = this.queues.get(nameOf(reference));
    if (!queue || (reference.startsWith("arn:") && queue.settings.arn !== reference)) throw noSuchQueue();
    return queue;
  }

  nextSequence(): string {
    this.sequence += 256n;
    return String(this.sequence);
  }

  /** Calls back, soon, after each change that may have made a message available; returns what ends it. */
  onAvailable(queue: Queue, listener: () => void): () => void {
    const listeners = this.#listeners.get(queue) ?? new Set();
    this.#listeners.set(queue, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Registers what must end when the region goes dark or stops: long polls, running move tasks. */
  onInterrupt(end: () => void): () => void {
    this.#stopping.add(end);
    return () => this.#stopping.delete(end);
  }

  interrupt(): void {
    for (const end of [...this.#stopping]) end();
    this.#stopping.clear();
  }

  stop(): void {
    this.interrupt();
    for (const queue of this.queues.values()) queue.stop();
  }

  /** One note a turn of the event loop: a batch is one change, and a listener finds all of it. */
  #noteChange(queue: Queue): void {
    this.onChange();
    if (this.#changed.size === 0) queueMicrotask(() => this.#tell());
    this.#changed.add(queue);
  }

  #tell(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const queue of changed) {
      this.#events.emit("queue", { region: this.region, queue: queue.name, ...queue.depth });
      for (const listener of [...(this.#listeners.get(queue) ?? [])]) listener();
    }
  }
}
