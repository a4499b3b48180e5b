/** Hands a message over to the region that processes. */
import type { QueueMessage, Queues } from "../adapters/queues.ts";
import type { ActiveRegion } from "./active-region.ts";
import type { Log } from "./logger.ts";

export interface HandOverParts {
  readonly queues: Queues;
  readonly active: ActiveRegion;
  /** This region. */
  readonly region: string;
}

/**
 * Sends to the active region's queue and returns the region that took it. When the active region is the peer and
 * cannot be reached, this region's own queue takes it: processed late by the wrong region is better than lost, and
 * every consumer deduplicates. Throws when this region's queue fails too.
 */
export async function handOver(parts: HandOverParts, message: QueueMessage, log: Log): Promise<string> {
  const { queues, region } = parts;
  const active = await parts.active.current();
  if (active !== region) {
    try {
      await queues.send(active, message);
      return active;
    } catch (error) {
      log.warn(
        `${active} is active but its ${message.queue} cannot be reached; ${region} takes the message.`,
        {
          error,
          deduplicationId: message.deduplicationId,
        },
      );
    }
  }
  await queues.send(region, message);
  return region;
}
