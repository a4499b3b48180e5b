/** Event source mappings: a queue's messages to a function, in batches; it wakes when there is something to do. */
import { setTimeout } from "node:timers/promises";
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import { AwsError } from "../aws-service.ts";
import type { Message } from "../sqs/message.ts";
import type { InvokeOutcome } from "../types.ts";
import type { ChangeableMappings, MappingState } from "./mapping-service.ts";
import { type MappingSettings, type MappingWorld, mappingSettings } from "./mapping-settings.ts";
import { failedOf, sqsEvent } from "./sqs-event.ts";

/** Lambda starts with five pollers; on a laptop it stays near that. */
const mostAtOnce = 8;
const throttlePauseMs = 1_000;
const drainRealMs = 3_000;

export interface MappingOptions extends MappingWorld {
  readonly region: string;
  readonly clock: Clock;
  readonly resources: readonly GraphResource[];
}

export interface Mappings extends ChangeableMappings {
  /** Dark: takes nothing from its queue; what was being worked on returns by its visibility timeout. */
  setDark(dark: boolean): void;
  /** Lets running batches end, for a few seconds, so that a restart finds no message locked that was answered. */
  stop(): Promise<void>;
}

/** @throws Error with a sentence for each mapping that AWS would refuse. */
export function startMappings(options: MappingOptions): Mappings {
  const mappings = mappingSettings(options.resources, options).map(
    (settings) => new Mapping(settings, options),
  );
  for (const mapping of mappings) mapping.pump();
  return {
    setDark(dark) {
      for (const mapping of mappings) {
        mapping.paused = dark;
        mapping.pump();
      }
    },
    find: (uuid) => mappings.find(({ state }) => state.uuid === uuid)?.state,
    change(uuid, change) {
      const mapping = mappings.find(({ state }) => state.uuid === uuid)!;
      mapping.state = { ...mapping.state, ...change, changedAt: options.clock.now() };
      mapping.pump();
      return mapping.state;
    },
    async stop() {
      await Promise.all(mappings.map((mapping) => mapping.stop()));
    },
  };
}

class Mapping {
  paused = false;
  state: MappingState;
  readonly #options: MappingOptions;
  readonly #unlisten: () => void;
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(settings: MappingSettings, options: MappingOptions) {
    this.state = settings;
    this.#options = options;
    this.#unlisten = options.queues.onAvailable(settings.queueArn, () => this.pump());
  }

  /** Starts as many batches as concurrency and the queue allow. */
  pump(): void {
    const { queueArn, fifo, batchSize, maximumConcurrency = mostAtOnce } = this.state;
    const { queues } = this.#options;
    const most = Math.min(maximumConcurrency, mostAtOnce);
    while (!this.paused && !this.#stopped.signal.aborted && this.#running.size < most) {
      // One group a batch while there is a free place for each of them; else a batch holds several.
      const oneGroup = fifo && queues.available(queueArn) <= most - this.#running.size;
      const messages = queues.receive(queueArn, { max: batchSize, oneGroup });
      if (!messages.length) return;
      const batch = this.#process(messages).finally(() => {
        this.#running.delete(batch);
        this.pump();
      });
      this.#running.add(batch);
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#unlisten();
    const patience = new AbortController();
    const late = setTimeout(drainRealMs, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([Promise.all(this.#running), late]);
    patience.abort();
  }

  async #process(messages: readonly Message[]): Promise<void> {
    const outcome = await this.#invoke(messages);
    if (!outcome?.ok) return;
    const { fifo, reportsItemFailures } = this.state;
    const failed = new Set(reportsItemFailures ? failedOf(outcome.payload, messages, fifo) : []);
    for (const message of messages) if (!failed.has(message)) this.#delete(message);
  }

  /** Undefined when nothing ran: throttled until the messages returned to their queue, or the region went dark. */
  async #invoke(messages: readonly Message[]): Promise<InvokeOutcome | undefined> {
    const { clock, functions, region } = this.#options;
    const { functionName, queueArn } = this.state;
    const until = messages[0]!.hiddenUntil;
    for (;;) {
      try {
        return await functions.invoke(functionName, sqsEvent(messages, queueArn, region), "queue");
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (error.code !== "TooManyRequestsException") return undefined;
      }
      if (clock.now() + throttlePauseMs >= until) return undefined;
      await clock.sleep(throttlePauseMs, this.#stopped.signal);
      if (this.#stopped.signal.aborted || this.paused) return undefined;
    }
  }

  #delete({ receiptHandle }: Message): void {
    try {
      this.#options.queues.delete(this.state.queueArn, receiptHandle!);
    } catch (error) {
      // It took longer than the visibility timeout: the message is another receiver's now.
      if (!(error instanceof AwsError)) throw error;
    }
  }
}
