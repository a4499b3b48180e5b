import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../naming.ts";
import { catalogue, type FunctionName, functionNames, type ProgramVariable } from "./catalogue.ts";
import { HandlerFunction } from "./handler-function.ts";

export interface FunctionsArgs {
  readonly names: Names;
  /** What each variable is in this region; a function is given those that its row of the catalogue names. */
  readonly variables: Readonly<Record<ProgramVariable, pulumi.Input<string>>>;
  /** How many of a function run at the same time at most. @default no limit but the account's */
  readonly reservedConcurrency?: Readonly<Partial<Record<FunctionName, number>>>;
}

/** The functions of the catalogue. What each may do is granted by the owners of what it uses. */
export class Functions extends pulumi.ComponentResource {
  readonly byName: Readonly<Record<FunctionName, HandlerFunction>>;

  constructor(name: string, args: FunctionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:functions:Functions", name, {}, opts);
    const create = (fn: FunctionName) => {
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
          environment: Object.fromEntries(
            environment.map((variable) => [variable, args.variables[variable]]),
          ),
        },
        { parent: this },
      );
    };
    this.byName = Object.fromEntries(functionNames.map((fn) => [fn, create(fn)])) as Record<
      FunctionName,
      HandlerFunction
    >;
    this.registerOutputs({ functionNames: functionNames.map((fn) => this.byName[fn].functionName) });
  }
}
