/** GET /health: whether this region can take and process a message, by what it needs of this region only. */
import type { Clock } from "../shared/clock.ts";
import { type ApiEvent, type ApiReply, type Invocation, jsonReply } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";

/** Throws when the part does not answer; gives up when the signal says so. */
export type Probe = (signal: AbortSignal) => Promise<unknown>;

export interface HealthParts {
  /** By the part's name, as the answer shows it. */
  readonly probes: Readonly<Record<string, Probe>>;
  readonly region: string;
  readonly clock: Clock;
  readonly log: Log;
  /** @default 1500: Route 53 waits 2 s for the answer after connecting. */
  readonly patienceMs?: number;
}

/** Checkers of many places ask every ten seconds; the parts are asked about every five. */
const keepMs = 5_000;

type PartHealth = { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly error: string };

export function healthHandler(parts: HealthParts) {
  let kept: { readonly reply: ApiReply; readonly until: number } | undefined;

  return async (_event: ApiEvent, invocation: Invocation): Promise<ApiReply> => {
    if (kept && parts.clock().getTime() < kept.until) return kept.reply;
    const health = await probeAll(parts);
    const healthy = Object.values(health).every((part) => part.ok);
    if (!healthy) {
      parts.log
        .with({ requestId: invocation.awsRequestId })
        .error(`${parts.region} cannot process messages: a part does not answer.`, { parts: health });
    }
    const reply = jsonReply(healthy ? 200 : 503, { healthy, region: parts.region, parts: health });
    kept = { reply, until: parts.clock().getTime() + keepMs };
    return reply;
  };
}

async function probeAll({ probes, patienceMs = 1_500 }: HealthParts): Promise<Record<string, PartHealth>> {
  const signal = AbortSignal.timeout(patienceMs);
  const entries = Object.entries(probes).map(async ([name, probe]): Promise<[string, PartHealth]> => {
    const started = performance.now();
    try {
      await orTimeout(probe(signal), signal);
      return [name, { ok: true, ms: Math.round(performance.now() - started) }];
    } catch (error) {
      // The error's name only: the answer is public.
      return [name, { ok: false, error: error instanceof Error ? error.name : "Error" }];
    }
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** A probe that does not heed the signal must not hold the answer back. */
function orTimeout(probe: Promise<unknown>, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    probe.then(resolve, reject);
  });
}
