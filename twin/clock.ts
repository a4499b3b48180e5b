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
  /** Jumps `ms` ahead: everything due until then runs now, in the order in which it was due. */
  advance(ms: number): void;
  /** What a Lambda worker needs to tell the same time; see `sharedNow`. */
  readonly shared: SharedTime;
}

export interface SharedTime {
  readonly startedAt: number;
  readonly speed: number;
  /** One Float64: milliseconds that `advance` has jumped so far. */
  readonly skipped: SharedArrayBuffer;
}

/** Twin time in another thread, from the real time there. */
export function sharedNow(time: SharedTime, realNow: number): number {
  return time.startedAt + (realNow - time.startedAt) * time.speed + (new Float64Array(time.skipped)[0] ?? 0);
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

export function createClock(speed = 1): Clock {
  const shared: SharedTime = { startedAt: Date.now(), speed, skipped: new SharedArrayBuffer(8) };
  const skipped = new Float64Array(shared.skipped);
  const timers = new Map<Timer, NodeJS.Timeout>();
  let target: number | undefined;
  const now = () => target ?? sharedNow(shared, Date.now());

  const arm = (timer: Timer) => {
    const realMs = Math.max(0, (timer.due - now()) / speed);
    // Node fires at once what is further away than 2^31 ms: wait in steps.
    const step = Math.min(realMs, 2 ** 30);
    timers.set(
      timer,
      setTimeout(() => (step < realMs ? arm(timer) : fire(timer)), step),
    );
  };
  const fire = (timer: Timer) => {
    clearTimeout(timers.get(timer));
    if (timers.delete(timer)) timer.run();
  };
  const after = (ms: number, run: () => void) => {
    const timer: Timer = { due: now() + ms, run };
    arm(timer);
    return () => {
      clearTimeout(timers.get(timer));
      timers.delete(timer);
    };
  };

  return {
    speed,
    shared,
    now,
    after,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = () => {
          cancel();
          signal?.removeEventListener("abort", done);
          resolve();
        };
        const cancel = after(ms, done);
        signal?.addEventListener("abort", done);
      }),
    every(ms, tick) {
      let cancel = () => {};
      const next = () => {
        cancel = after(ms, () => {
          next();
          tick();
        });
      };
      next();
      return () => cancel();
    },
    advance(ms) {
      const end = now() + ms;
      for (;;) {
        const [first] = [...timers.keys()].filter((t) => t.due <= end).sort((a, b) => a.due - b.due);
        if (!first) break;
        target = Math.max(first.due, now());
        fire(first);
      }
      target = undefined;
      skipped[0] = (skipped[0] ?? 0) + ms;
      for (const [timer, handle] of [...timers]) {
        clearTimeout(handle);
        arm(timer);
      }
    },
  };
}
