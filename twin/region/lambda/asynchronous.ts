/** Asynchronous invocation: accepted at once, tried up to three times, and handed on when it keeps failing. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { Invocation } from "../../events.ts";
import { AwsError } from "../aws-service.ts";
import type { Done, Invoker, Target } from "./invoker.ts";
import { type AsyncSettings, defaultAsync } from "./settings.ts";

/** Where a failed or finished event goes: an SQS, SNS, Lambda or EventBridge ARN. */
export type Deliver = (
  arn: string,
  body: string,
  attributes: Readonly<Record<string, string>>,
) => void | Promise<void>;

interface Pending {
  readonly target: Target;
  readonly settings: AsyncSettings;
  readonly payload: string;
  readonly trigger: Invocation["trigger"];
  readonly traceHeader?: string;
  readonly requestId: string;
  readonly acceptedAt: number;
  /** Attempts that ran. */
  attempts: number;
  /** Attempts that found no free concurrency. */
  refusals: number;
}

/** After the first and the second failure, as Lambda waits. */
const retryDelaysMs = [60_000, 120_000];
const longestBackoffMs = 300_000;

export class AsyncInvocations {
  readonly #invoker: Invoker;
  readonly #clock: Clock;
  readonly #deliver: Deliver;
  readonly #timers = new Set<() => void>();
  /** What became due while the region was dark. */
  readonly #held: Pending[] = [];
  #paused = false;
  #stopped = false;

  constructor(invoker: Invoker, clock: Clock, deliver: Deliver) {
    this.#invoker = invoker;
    this.#clock = clock;
    this.#deliver = deliver;
  }

  /** @returns the request id, the same for every attempt. */
  accept(
    target: Target,
    order: { payload: string; trigger: Invocation["trigger"]; traceHeader?: string },
  ): string {
    const pending: Pending = {
      target,
      settings: target.fn.asynchronous.get(target.qualifier) ?? defaultAsync,
      ...order,
      requestId: randomUUID(),
      acceptedAt: this.#clock.now(),
      attempts: 0,
      refusals: 0,
    };
    void this.#attempt(pending);
    return pending.requestId;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    for (const pending of this.#held.splice(0)) void this.#attempt(pending);
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  async #attempt(pending: Pending): Promise<void> {
    if (this.#stopped) return;
    if (this.#paused) {
      this.#held.push(pending);
      return;
    }
    if (this.#clock.now() - pending.acceptedAt > pending.settings.maxAgeSeconds * 1000)
      return this.#giveUp(pending, "EventAgeExceeded");
    let done: Done;
    try {
      done = await this.#invoker.run(pending.target, pending);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // Throttled, or the region went dark: Lambda keeps trying for as long as the event is young enough.
      this.#later(pending, Math.min(longestBackoffMs, 1000 * 2 ** pending.refusals++));
      return;
    }
    pending.attempts++;
    if (!done.error) {
      const { onSuccessArn } = pending.settings;
      if (onSuccessArn)
        await this.#handOver(pending, onSuccessArn, record(pending, "Success", this.#clock, done), {});
      return;
    }
    if (pending.attempts >= pending.settings.maxAttempts)
      return this.#giveUp(pending, "RetriesExhausted", done);
    this.#later(pending, retryDelaysMs[pending.attempts - 1]!);
  }

  #later(pending: Pending, ms: number): void {
    if (this.#stopped) return;
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(cancel);
      void this.#attempt(pending);
    });
    this.#timers.add(cancel);
  }

  /** What the destination refuses is lost, as on AWS; here the log says so. */
  async #handOver(
    { target }: Pending,
    arn: string,
    body: string,
    attributes: Readonly<Record<string, string>>,
  ): Promise<void> {
    try {
      await this.#deliver(arn, body, attributes);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#invoker.note(target.fn, `DestinationDeliveryFailure ${arn}: ${error.code}: ${error.message}`);
    }
  }

  async #giveUp(pending: Pending, condition: string, done?: Done): Promise<void> {
    const { deadLetterArn } = pending.target.fn;
    const { onFailureArn } = pending.settings;
    if (deadLetterArn)
      await this.#handOver(pending, deadLetterArn, pending.payload, {
        RequestID: pending.requestId,
        ErrorCode: "200",
        ErrorMessage: done?.error?.errorMessage ?? condition,
      });
    if (onFailureArn)
      await this.#handOver(pending, onFailureArn, record(pending, condition, this.#clock, done), {});
  }
}

/** An invocation record, as Lambda sends it to a destination. */
function record(pending: Pending, condition: string, clock: Clock, done?: Done): string {
  return JSON.stringify({
    version: "1.0",
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: {
      requestId: pending.requestId,
      functionArn: pending.target.arn,
      condition,
      approximateInvokeCount: pending.attempts,
    },
    requestPayload: JSON.parse(pending.payload),
    ...(done && {
      responseContext: {
        statusCode: 200,
        executedVersion: pending.target.version,
        ...(done.error && { functionError: "Unhandled" }),
      },
      responsePayload: JSON.parse(done.payload),
    }),
  });
}
