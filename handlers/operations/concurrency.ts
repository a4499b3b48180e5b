/**
 * What the inbox's backlog alarm starts: more batches at once while messages wait, as many as usual when they are worked
 * off. A repeated notice changes nothing.
 */
import * as z from "zod/mini";
import type { Invocation } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";

/** How many batches of a queue its function works on at the same time. */
export interface Concurrency {
  /** Undefined: without a limit. */
  read(): Promise<number | undefined>;
  write(batches: number): Promise<void>;
}

export interface ScaleParts {
  readonly concurrency: Concurrency;
  /** Batches at once while nothing is wrong. */
  readonly usual: number;
  /** The most that there may be: models and providers have their limits too. */
  readonly peak: number;
  readonly log: Log;
}

const Notices = z.object({ Records: z.array(z.object({ Sns: z.object({ Message: z.string() }) })) });
/** As CloudWatch tells a topic (its notification's fields, as far as they count here). */
const AlarmNotice = z.object({
  AlarmName: z.string(),
  NewStateValue: z.enum(["ALARM", "OK", "INSUFFICIENT_DATA"]),
});

export function scaleHandler(parts: ScaleParts) {
  return async (event: unknown, invocation: Invocation): Promise<void> => {
    const log = parts.log.with({ requestId: invocation.awsRequestId });
    const parsed = Notices.safeParse(event);
    if (!parsed.success)
      throw new Error("The event is no notification of SNS's: subscribe the function to a topic.");
    for (const { Sns } of parsed.data.Records) await follow(noticeOf(Sns.Message), { ...parts, log });
  };
}

async function follow(notice: z.infer<typeof AlarmNotice>, parts: ScaleParts): Promise<void> {
  const { concurrency, usual, peak, log } = parts;
  const { AlarmName: alarm, NewStateValue: state } = notice;
  // Nothing known is nothing to act on.
  if (state === "INSUFFICIENT_DATA") return;
  const wanted = state === "ALARM" ? peak : usual;
  const now = await concurrency.read();
  if (now === wanted) {
    log.info("The queue's concurrency is right already; nothing to do.", { alarm, state, batches: now });
    return;
  }
  await concurrency.write(wanted);
  log.warn(state === "ALARM" ? "Raised the queue's concurrency." : "Lowered the queue's concurrency again.", {
    ...{ alarm, state, before: now, batches: wanted },
  });
}

function noticeOf(message: string): z.infer<typeof AlarmNotice> {
  let json: unknown;
  try {
    json = JSON.parse(message);
  } catch {
    json = undefined;
  }
  const parsed = AlarmNotice.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error("The notification is no alarm's: filter the subscription by AlarmName.");
}
