/**
 * The epoch counts the turns that the regions have taken: it grows by one whenever a region finds itself active while
 * the other one was. What an order's timeline says was written in an older epoch was written before that failover.
 */
import type { ActiveRegion } from "./active-region.ts";
import type { Clock } from "./clock.ts";

export interface Turn {
  readonly epoch: number;
  /** Whose turn it is. */
  readonly region: string;
}

export interface TurnStore {
  read(): Promise<Turn | undefined>;
  /** False when the stored turn is no longer `previous`. */
  replace(previous: Turn | undefined, next: Turn): Promise<boolean>;
}

export interface Epoch {
  current(): Promise<number>;
}

export interface EpochParts {
  readonly store: TurnStore;
  readonly active: ActiveRegion;
  /** This region. */
  readonly region: string;
  readonly clock: Clock;
}

/** As long as the name of the active region is kept. */
const keepMs = 10_000;

export function openEpoch({ store, active, region, clock }: EpochParts): Epoch {
  let kept: { readonly epoch: number; readonly until: number } | undefined;

  async function find(): Promise<number> {
    for (;;) {
      const turn = await store.read();
      if (turn?.region === region) return turn.epoch;
      if ((await active.current()) !== region) return turn?.epoch ?? 0;
      const next = { epoch: (turn?.epoch ?? 0) + 1, region };
      // Another instance of this region may have taken the turn just now: read again.
      if (await store.replace(turn, next)) return next.epoch;
    }
  }

  return {
    async current() {
      if (kept && clock().getTime() < kept.until) return kept.epoch;
      const epoch = await find();
      kept = { epoch, until: clock().getTime() + keepMs };
      return epoch;
    },
  };
}
