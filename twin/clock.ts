/**
 * Time as the twin's parts see it. `speed` 1 is real time; 10 makes health checks, time-to-live, replication lag
 * and schedules pass ten times as fast. Durations given and returned are milliseconds of twin time.
 */
export interface Clock {
  readonly speed: number;
  /** Milliseconds since the epoch, twin time. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `tick` every `ms`; returns what stops it. */
  every(ms: number, tick: () => void): () => void;
  after(ms: number, run: () => void): () => void;
}

export function createClock(speed = 1): Clock {
  const start = Date.now();
  const real = (ms: number) => ms / speed;
  return {
    speed,
    now: () => start + (Date.now() - start) * speed,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, real(ms));
        signal?.addEventListener("abort", done);
      }),
    every(ms, tick) {
      const timer = setInterval(tick, real(ms));
      return () => clearInterval(timer);
    },
    after(ms, run) {
      const timer = setTimeout(run, real(ms));
      return () => clearTimeout(timer);
    },
  };
}
