/**
 * What carries changes from one region to another: each direction delivers in order, a settable lag after the write, and
 * keeps what it cannot deliver while it is paused or while one of its two regions is dark.
 */
import type { Clock } from "../../clock.ts";

export interface Transport {
  /** A direction for one kind of load. Loads of one direction arrive in the order in which they were sent. */
  link<T>(from: string, to: string, deliver: (load: T) => unknown): Send<T>;
  pause(): void;
  resume(): void;
  setLag(ms: number): void;
  figures(): Figures;
  stop(): void;
}

/** @param writtenAt Twin time of the write, milliseconds; the lag counts from there. */
export type Send<T> = (load: T, writtenAt: number) => void;

export interface Figures {
  /** How long a change takes when nothing is in its way. */
  readonly lagMs: number;
  /** Changes that have not arrived. */
  readonly pending: number;
  /** Age of the oldest of them; 0 when there is none. */
  readonly oldestMs: number;
  readonly paused: boolean;
}

export interface TransportArgs {
  readonly clock: Clock;
  readonly lagMs: number;
  readonly isDark: (region: string) => boolean;
}

/** How soon a blocked direction looks again whether its regions are back. */
const LOOK_AGAIN_MS = 250;

interface Direction {
  readonly pending: () => number;
  readonly oldest: () => number | undefined;
  readonly wake: () => void;
  readonly stop: () => void;
}

export function createTransport({ clock, lagMs: initialLag, isDark }: TransportArgs): Transport {
  const directions: Direction[] = [];
  let lagMs = initialLag;
  let paused = false;

  return {
    link<T>(from: string, to: string, deliver: (load: T) => unknown): Send<T> {
      const queue: { readonly load: T; readonly writtenAt: number }[] = [];
      let cancel = () => {};
      let delivering = false;
      let stopped = false;

      const later = (ms: number) => {
        cancel();
        cancel = clock.after(ms, wake);
      };
      const wake = () => {
        cancel();
        const [first] = queue;
        if (stopped || delivering || paused || !first) return;
        if (isDark(from) || isDark(to)) return later(LOOK_AGAIN_MS);
        const due = first.writtenAt + lagMs;
        if (due > clock.now()) return later(due - clock.now());
        delivering = true;
        Promise.resolve(first.load)
          .then(deliver)
          .then(
            () => {
              queue.shift();
              delivering = false;
              wake();
            },
            () => {
              // Nothing is skipped: what failed is tried again before anything behind it.
              delivering = false;
              if (!stopped) later(LOOK_AGAIN_MS);
            },
          );
      };
      directions.push({
        pending: () => queue.length,
        oldest: () => queue[0]?.writtenAt,
        wake,
        stop() {
          stopped = true;
          cancel();
        },
      });
      return (load, writtenAt) => {
        queue.push({ load, writtenAt });
        if (queue.length === 1) wake();
      };
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      for (const { wake } of directions) wake();
    },
    setLag(ms) {
      lagMs = ms;
      for (const { wake } of directions) wake();
    },
    figures() {
      const oldest = Math.min(
        ...directions.map((direction) => direction.oldest() ?? Number.POSITIVE_INFINITY),
      );
      return {
        lagMs,
        pending: directions.reduce((sum, direction) => sum + direction.pending(), 0),
        oldestMs: Number.isFinite(oldest) ? Math.max(0, clock.now() - oldest) : 0,
        paused,
      };
    },
    stop() {
      for (const { stop } of directions) stop();
    },
  };
}
