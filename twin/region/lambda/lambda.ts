/** Lambda of one region, from the graph. */
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import type { Invocation, TwinEvents } from "../../events.ts";
import type { AwsService } from "../aws-service.ts";
import type { Credentials, FunctionState, Functions, InvokeOutcome } from "../types.ts";
import { AsyncInvocations, type Deliver } from "./asynchronous.ts";
import { CodeFolder, workerRuntime } from "./bundle.ts";
import { Fleet } from "./fleet.ts";
import { Invoker } from "./invoker.ts";
import type { ChangeableMappings } from "./mapping-service.ts";
import { lambdaService } from "./service.ts";
import { type FunctionSettings, functionSettings } from "./settings.ts";

export interface LambdaOptions {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly events: TwinEvents;
  /** The region's resources; others than functions and what belongs to them are passed over. */
  readonly resources: readonly GraphResource[];
  /** AWS_ENDPOINT_URL; asked when a function starts, since the endpoint is up only after its services. */
  readonly endpoint: () => string;
  readonly credentialsFor: (roleArn: string) => Credentials;
  /** Whether a role's trust policy lets Lambda take it. */
  readonly mayAssume: (roleArn: string) => boolean;
  /** Where the result of an asynchronous invocation goes. */
  readonly deliver: Deliver;
  /** The mappings that the API shows; asked at each call, since mappings start after functions. @default none */
  readonly mappings?: () => ChangeableMappings;
  /** "127.0.0.1:<port>" of the DNS server that functions ask. @default the host's own */
  readonly dnsServer?: string;
  /** What stands in a function's environment for the value of a variable of the graph. @default the value */
  readonly variable?: (value: string) => string;
  /** After how long an idle environment ends, in real time. @default 5 minutes */
  readonly idleRealMs?: number;
}

export interface RegionFunctions extends Functions {
  readonly service: AwsService;
  /** By name, name:alias or ARN. @throws AwsError ResourceNotFoundException */
  settings(name: string): FunctionSettings;
  all(): readonly FunctionSettings[];
  states(): FunctionState[];
  /** Dark: running functions are cut off, nothing starts, accepted events wait. */
  setDark(dark: boolean): Promise<void>;
  stop(): Promise<void>;
}

/** @throws Error with a sentence for each function that cannot be created, or that the twin cannot run. */
export function startLambda(options: LambdaOptions): RegionFunctions {
  const functions = new Map(functionSettings(options.resources).map((fn) => [fn.name, fn]));
  for (const { name, roleArn } of functions.values())
    if (!options.mayAssume(roleArn))
      throw new Error(
        `Function ${name}: the role ${roleArn} cannot be assumed by Lambda: let lambda.amazonaws.com assume it (InvalidParameterValueException).`,
      );
  const fleet = new Fleet(options.idleRealMs ?? 300_000);
  const code = new CodeFolder();
  // Built while the rest of the region starts; whoever needs it says why it cannot be.
  workerRuntime().catch(() => {});
  const invoker = new Invoker({ ...options, functions, fleet, code });
  const asynchronous = new AsyncInvocations(invoker, options.clock, options.deliver);
  return {
    service: lambdaService({
      ...options,
      invoker,
      asynchronous,
      mappings: () => options.mappings?.(),
    }),
    settings: (name) => invoker.resolve(name).fn,
    all: () => [...functions.values()],
    async invoke(name, payload, trigger): Promise<InvokeOutcome> {
      const target = invoker.resolve(name);
      const done = await invoker.run(target, { payload: json(payload), trigger });
      return done.error
        ? { ok: false, requestId: done.requestId, ...done.error }
        : { ok: true, requestId: done.requestId, payload: JSON.parse(done.payload) };
    },
    invokeAsync(name: string, payload: unknown, trigger: Invocation["trigger"]): void {
      asynchronous.accept(invoker.resolve(name), { payload: json(payload), trigger });
    },
    states: () =>
      [...functions.values()].map(({ name, memoryMb, timeoutSeconds }) => ({
        name,
        memoryMb,
        timeoutSeconds,
        ...fleet.counts(name),
      })),
    async setDark(dark) {
      if (dark) {
        asynchronous.pause();
        await fleet.pause();
      } else {
        fleet.resume();
        asynchronous.resume();
      }
    },
    async stop() {
      asynchronous.stop();
      await fleet.pause();
      code.remove();
    },
  };
}

function json(payload: unknown): string {
  return JSON.stringify(payload === undefined ? {} : payload);
}
