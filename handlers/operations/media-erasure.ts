/** Deletes what a customer sent as media, wherever it is kept. */
import type { MediaVersions } from "../adapters/media-versions.ts";
import { EraseMedia } from "../shared/erase-media.ts";
import type { Invocation } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";

type Bucket = Pick<MediaVersions, "erase">;

export interface ErasureParts {
  /** Every region's. */
  readonly buckets: readonly Bucket[];
  readonly log: Log;
}

export interface Erasure {
  /** Versions, in all buckets. */
  readonly erased: number;
}

/** Throws while anything is left, so that Lambda tries again and then keeps the event. */
export function mediaErasureHandler({ buckets, log }: ErasureParts) {
  return async (event: unknown, { awsRequestId: requestId }: Invocation): Promise<Erasure> => {
    const { clientId, conversationId } = EraseMedia.parse(event);
    const erased = await eraseAll(buckets, clientId, conversationId);
    log.with({ requestId, clientId, conversationId }).info("A customer's media were erased.", { erased });
    return { erased };
  };
}

/** Once more until nothing is found: a copy may reach one bucket while the other is still being looked through. */
async function eraseAll(
  buckets: readonly Bucket[],
  clientId: string,
  conversationId: string,
): Promise<number> {
  let erased = 0;
  for (;;) {
    const found = await eraseOnce(buckets, clientId, conversationId);
    if (found === 0) return erased;
    erased += found;
  }
}

/** A bucket that does not answer keeps nothing in the others. */
async function eraseOnce(
  buckets: readonly Bucket[],
  clientId: string,
  conversationId: string,
): Promise<number> {
  const outcomes = await Promise.allSettled(buckets.map((bucket) => bucket.erase(clientId, conversationId)));
  const failures = outcomes.filter((outcome) => outcome.status === "rejected");
  if (failures.length > 0)
    throw new Error(failures.map(({ reason }) => (reason as Error).message).join(" "), {
      cause: failures[0]!.reason,
    });
  return outcomes.reduce((sum, outcome) => sum + (outcome.status === "fulfilled" ? outcome.value : 0), 0);
}
