/** The execution environments of a region's functions: warm ones wait, cold ones start, idle ones end. */
import { AwsError } from "../aws-service.ts";
import type { Sandbox } from "./sandbox.ts";
import { stopped } from "./sandbox.ts";
import type { FunctionSettings } from "./settings.ts";

/**
 * How many invocations of one kind run at once, since a laptop has few cores. Only the outermost kinds wait: a function
 * that another function waits for always starts, so that no chain of calls can block itself.
 */
const mostAtOnce = { api: 16, background: 12, nested: Number.POSITIVE_INFINITY } as const;
export type Lane = keyof typeof mostAtOnce;

export interface Lease {
  readonly sandbox: Sandbox;
  /** Milliseconds that a cold start took; undefined for a warm one. */
  readonly initMs?: number;
}

/** A warm environment that waits for its next event. */
interface Idle {
  readonly key: string;
  readonly sandbox: Sandbox;
  readonly reap: NodeJS.Timeout;
}

type Start = (started: (sandbox: Sandbox) => void) => Promise<Sandbox>;

export class Fleet {
  readonly #idleRealMs: number;
  readonly #idle: Idle[] = [];
  readonly #busy = new Map<string, number>();
  readonly #alive = new Set<Sandbox>();
  readonly #lanes: Record<Lane, { running: number; readonly waiting: (() => void)[] }> = {
    api: { running: 0, waiting: [] },
    background: { running: 0, waiting: [] },
    nested: { running: 0, waiting: [] },
  };
  #paused = false;

  /** @param idleRealMs after how long an idle environment ends, in real time. */
  constructor(idleRealMs: number) {
    this.#idleRealMs = idleRealMs;
  }

  /**
   * Runs `work` in an environment of the function, which must not be used after it.
   * @throws AwsError TooManyRequestsException beyond reserved concurrency; ServiceException while the region is dark.
   */
  async with<T>(
    fn: FunctionSettings,
    version: string,
    lane: Lane,
    start: Start,
    work: (lease: Lease) => Promise<T>,
  ): Promise<T> {
    await this.#enter(lane);
    try {
      if (this.#paused) throw stopped();
      const busy = this.#busy.get(fn.name) ?? 0;
      if (fn.reserved !== undefined && busy >= fn.reserved) throw throttled();
      this.#busy.set(fn.name, busy + 1);
      try {
        return await this.#lend(`${fn.name}:${version}`, start, work);
      } finally {
        this.#busy.set(fn.name, this.#busy.get(fn.name)! - 1);
      }
    } finally {
      this.#leave(lane);
    }
  }

  counts(name: string): { warm: number; busy: number } {
    const busy = this.#busy.get(name) ?? 0;
    return { warm: this.#idle.filter(({ key }) => key.startsWith(`${name}:`)).length + busy, busy };
  }

  /** Ends every environment; until `resume`, none starts. */
  async pause(): Promise<void> {
    this.#paused = true;
    for (const { reap } of this.#idle.splice(0)) clearTimeout(reap);
    await Promise.all([...this.#alive].map((sandbox) => sandbox.stop()));
  }

  resume(): void {
    this.#paused = false;
  }

  async #lend<T>(key: string, start: Start, work: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = this.#warm(key) ?? (await this.#cold(start));
    try {
      return await work(lease);
    } finally {
      this.#giveBack(key, lease.sandbox);
    }
  }

  /** The one that was used last, so that the others may age. */
  #warm(key: string): Lease | undefined {
    for (;;) {
      const index = this.#idle.findLastIndex((idle) => idle.key === key);
      if (index < 0) return undefined;
      const [{ sandbox, reap }] = this.#idle.splice(index, 1) as [Idle];
      clearTimeout(reap);
      if (!sandbox.dead) return { sandbox };
      this.#alive.delete(sandbox);
    }
  }

  async #cold(start: Start): Promise<Lease> {
    const startedAt = performance.now();
    let starting: Sandbox | undefined;
    try {
      const sandbox = await start((started) => {
        starting = started;
        this.#alive.add(started);
        if (this.#paused) void started.stop();
      });
      return { sandbox, initMs: performance.now() - startedAt };
    } catch (error) {
      if (starting) this.#alive.delete(starting);
      throw error;
    }
  }

  #giveBack(key: string, sandbox: Sandbox): void {
    if (sandbox.dead) {
      this.#alive.delete(sandbox);
      return;
    }
    const reap = setTimeout(() => {
      this.#idle.splice(this.#idle.indexOf(idle), 1);
      this.#alive.delete(sandbox);
      void sandbox.kill();
    }, this.#idleRealMs);
    reap.unref();
    const idle: Idle = { key, sandbox, reap };
    this.#idle.push(idle);
  }

  async #enter(name: Lane): Promise<void> {
    const lane = this.#lanes[name];
    if (lane.running >= mostAtOnce[name]) await new Promise<void>((resolve) => lane.waiting.push(resolve));
    else lane.running++;
  }

  /** Whoever waits takes the place over. */
  #leave(name: Lane): void {
    const lane = this.#lanes[name];
    const next = lane.waiting.shift();
    if (next) next();
    else lane.running--;
  }
}

function throttled(): AwsError {
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    Type: "User",
  });
}
