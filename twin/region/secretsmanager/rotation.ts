/** Rotations: Secrets Manager asks the secret's function for four steps, one after the other, each until it succeeds. */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { AwsError } from "../aws-service.ts";
import type { InvokeOutcome } from "../types.ts";
import type { SecretDefinition } from "./graph-secrets.ts";
import type { SecretStore } from "./secret-store.ts";
import { CURRENT, PENDING, withVersion } from "./versions.ts";

const steps = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;
const attempts = 5;
const pauseMs = 10_000;
const dayMs = 86_400_000;

export interface RotationArgs {
  readonly store: SecretStore;
  readonly clock: Clock;
  /** Runs a function as Secrets Manager. @throws AwsError */
  readonly invoke: (functionArn: string, payload: unknown) => Promise<InvokeOutcome>;
  /** Whether the function's policy lets Secrets Manager start it for this secret. */
  readonly permitted: (functionArn: string, secretArn: string) => boolean;
}

export interface RotationState {
  readonly enabled: boolean;
  readonly functionArn?: string;
  readonly everyDays?: number;
  readonly lastRotatedAt?: number;
}

export interface Rotations {
  /** Begins one, or goes on with one that did not end. @returns the version's id @throws AwsError */
  start(secret: SecretDefinition, token?: string): string;
  /**
   * As where a rotation is configured that is not to begin at once: asks the functions of new secrets for a test, of a
   * version without a value. @throws AwsError
   */
  tryOut(): void;
  state(secret: SecretDefinition): RotationState;
  /** Ends when nothing rotates; for whoever waits for it. */
  idle(): Promise<void>;
  stop(): void;
}

export function createRotations({ store, clock, invoke, permitted }: RotationArgs): Rotations {
  const running = new Map<string, Promise<void>>();
  const lastRotatedAt = new Map<string, number>();
  const stopped = new AbortController();
  const timers = store.definitions.flatMap((secret) => {
    const days = secret.rotation?.everyDays;
    if (!days) return [];
    return [
      clock.every(days * dayMs, () => {
        // Without a value there is nothing to rotate; what did not end is gone on with.
        if (!running.has(secret.name) && store.versions(secret.name).length) start(secret);
      }),
    ];
  });

  function start(secret: SecretDefinition, token: string = randomUUID()): string {
    const functionArn = secret.rotation?.functionArn;
    if (!functionArn)
      throw new AwsError(
        "InvalidRequestException",
        "No Lambda rotation function ARN is associated with this secret.",
      );
    insistPermitted(functionArn, secret);
    const versions = store.versions(secret.name);
    const unfinished = versions.find(
      ({ stages }) => stages.includes(PENDING) && !stages.includes(CURRENT),
    )?.id;
    if (unfinished && running.has(secret.name))
      throw new AwsError(
        "InvalidRequestException",
        "A previous rotation isn't complete. That rotation will be reattempted.",
      );
    const id = unfinished ?? token;
    if (!unfinished)
      store.save(secret.name, withVersion(versions, { id, createdAt: clock.now() }, [PENDING]));
    const run = rotate(secret, id, functionArn).finally(() => running.delete(secret.name));
    running.set(secret.name, run);
    return id;
  }

  function insistPermitted(functionArn: string, secret: SecretDefinition): void {
    if (permitted(functionArn, secret.arn)) return;
    throw new AwsError(
      "AccessDeniedException",
      `Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com: ${functionArn}`,
    );
  }

  async function rotate(secret: SecretDefinition, id: string, functionArn: string): Promise<void> {
    for (const Step of steps)
      if (!(await succeeds(functionArn, { SecretId: secret.arn, ClientRequestToken: id, Step }))) return;
    lastRotatedAt.set(secret.name, clock.now());
  }

  function tryOut(): void {
    // One after the other: they share a function, which stays warm for each environment that it needed.
    let before = Promise.resolve();
    for (const secret of store.definitions) {
      const { functionArn, immediately } = secret.rotation ?? {};
      if (!functionArn || immediately || store.versions(secret.name).length) continue;
      insistPermitted(functionArn, secret);
      before = before.then(() => test(secret, functionArn)).finally(() => running.delete(secret.name));
      running.set(secret.name, before);
    }
  }

  async function test({ name, arn }: SecretDefinition, functionArn: string): Promise<void> {
    const id = randomUUID();
    store.save(name, withVersion(store.versions(name), { id, createdAt: clock.now() }, [PENDING]));
    await succeeds(functionArn, { SecretId: arn, ClientRequestToken: id, Step: "testSecret" });
    store.save(
      name,
      store.versions(name).filter((version) => version.id !== id),
    );
  }

  async function succeeds(functionArn: string, payload: object): Promise<boolean> {
    for (let attempt = 1; attempt <= attempts && !stopped.signal.aborted; attempt++) {
      const outcome = await invoke(functionArn, payload).catch(() => undefined);
      if (outcome?.ok) return true;
      if (attempt < attempts) await clock.sleep(pauseMs, stopped.signal);
    }
    return false;
  }

  return {
    start,
    tryOut,
    state: ({ name, rotation }) => ({
      enabled: rotation !== undefined,
      functionArn: rotation?.functionArn,
      everyDays: rotation?.everyDays,
      lastRotatedAt: lastRotatedAt.get(name),
    }),
    async idle() {
      await Promise.all(running.values());
    },
    stop() {
      stopped.abort();
      for (const end of timers) end();
    },
  };
}
