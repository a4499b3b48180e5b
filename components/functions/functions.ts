import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createDeadLetterQueue } from "../messaging/dead-letter-queue.ts";
import type { Names } from "../naming.ts";
import { createDeadLetterAlarm } from "../observability/alarms/queue-alarms.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import { catalogue, type FunctionName, functionNames, type ProgramVariable, usesCache } from "./catalogue.ts";
import { type FunctionNetwork, HandlerFunction } from "./handler-function.ts";

/** Where a cache is, and how a function gets there. */
export interface CacheAccess {
  readonly url: pulumi.Input<string>;
  readonly cacheName: pulumi.Input<string>;
  readonly network: FunctionNetwork;
}

export interface FunctionsArgs {
  readonly prefix: string;
  readonly names: Names;
  /** Who hears of calls that failed and that nobody waited for. */
  readonly topics: AlertTopics;
  /** What each variable is in this region; a function is given those that its row of the catalogue names. */
  readonly variables: Readonly<Record<ProgramVariable, pulumi.Input<string>>>;
  /** How many of a function run at the same time at most. @default no limit but the account's */
  readonly reservedConcurrency?: Readonly<Partial<Record<FunctionName, number>>>;
  /** @default no cache: every function is outside of the network */
  readonly cache?: CacheAccess;
}

/** The functions of the catalogue. What each may do is granted by the owners of what it uses. */
export class Functions extends pulumi.ComponentResource {
  readonly byName: Readonly<Record<FunctionName, HandlerFunction>>;
  /** Calls that failed and that nobody waited for. */
  readonly failures: aws.sqs.Queue;

  constructor(name: string, args: FunctionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:functions:Functions", name, {}, opts);
    const child = { parent: this };
    this.failures = createDeadLetterQueue(`${name}-async`, `${args.prefix}-async-dlq`, child);
    createDeadLetterAlarm(
      { name: `${name}-alarm`, prefix: args.prefix, topics: args.topics, opts: child },
      "async",
      this.failures.name,
    );
    const create = (fn: FunctionName) => {
      const cache = usesCache(fn) ? args.cache : undefined;
      const { entry, memoryMb, timeoutSeconds, environment } = catalogue[fn];
      return new HandlerFunction(
        fn,
        {
          functionName: args.names.function(fn),
          service: fn,
          entry,
          memoryMb,
          timeoutSeconds,
          reservedConcurrency: args.reservedConcurrency?.[fn],
          failuresArn: this.failures.arn,
          network: cache?.network,
          environment: {
            ...Object.fromEntries(environment.map((variable) => [variable, args.variables[variable]])),
            ...(cache && { CACHE_URL: cache.url, CACHE_NAME: cache.cacheName }),
          },
        },
        child,
      );
    };
    this.byName = Object.fromEntries(functionNames.map((fn) => [fn, create(fn)])) as Record<
      FunctionName,
      HandlerFunction
    >;
    this.registerOutputs({
      functionNames: functionNames.map((fn) => this.byName[fn].functionName),
      failuresArn: this.failures.arn,
    });
  }
}
