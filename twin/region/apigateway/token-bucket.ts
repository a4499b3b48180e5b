/** The token bucket behind every throttle of API Gateway, in twin time. */
import type { Clock } from "../../clock.ts";

export interface Throttle {
  /** Requests a second. */
  readonly rate: number;
  readonly burst: number;
}

/** Returns `take`: true when a request may pass. The bucket starts full. */
export function tokenBucket(throttle: Throttle, clock: Clock): () => boolean {
  let tokens = throttle.burst;
  let filledAt = clock.now();
  return () => {
    const now = clock.now();
    tokens = Math.min(throttle.burst, tokens + ((now - filledAt) / 1000) * throttle.rate);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
