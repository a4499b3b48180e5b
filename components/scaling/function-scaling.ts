import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { HandlerFunction } from "../functions/handler-function.ts";
import { alias } from "../functions/handler-function.ts";
import { refuseUnless } from "../refuse.ts";
import { rushes, type WarmFunction, warmFunctions, warmShares } from "./scaling-table.ts";

export interface FunctionScalingArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly functions: Readonly<Record<WarmFunction, HandlerFunction>>;
  /** Environments of a function that wait warm during lunch and dinner; twice as many at most. 5–500 */
  readonly environments: number;
  /** The secondary is warm but smaller: a fifth, and as many at most. */
  readonly role: "primary" | "secondary";
  /** What each function may use at most. @default no limit */
  readonly reservedConcurrency?: number;
}

/** Share of its environments that may be busy before more are started: a start takes minutes, a rush seconds. */
const busyShare = 0.7;
const secondaryShare = 0.2;

/**
 * Environments that wait warm on the alias `live`: more by the clock before lunch and dinner, and more by use at any hour.
 * Beyond them functions start as they are called.
 */
export class FunctionScaling extends pulumi.ComponentResource {
  constructor(name: string, args: FunctionScalingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:scaling:FunctionScaling", name, {}, opts);
    const { environments, reservedConcurrency } = args;
    refuseUnless(
      Number.isInteger(environments) && environments >= 5 && environments <= 500,
      `${name}: environments`,
      environments,
      "5–500",
    );
    refuseUnless(
      reservedConcurrency === undefined || 2 * environments <= reservedConcurrency,
      `${name}: environments`,
      environments,
      `at most ${(reservedConcurrency ?? 0) / 2}, half of reservedConcurrency: they come out of it`,
    );
    for (const fn of warmFunctions) this.#keepWarm(name, fn, args);
    this.registerOutputs({ functionNames: warmFunctions.map((fn) => args.functions[fn].functionName) });
  }

  #keepWarm(name: string, fn: WarmFunction, args: FunctionScalingArgs): void {
    const handler = args.functions[fn];
    const share = args.environments * warmShares[fn];
    const most = Math.round(2 * share);
    const rush = Math.ceil(args.role === "primary" ? share : share * secondaryShare);
    const child = { parent: this };
    const warm = new aws.lambda.ProvisionedConcurrencyConfig(
      `${name}-${fn}`,
      {
        functionName: handler.functionName,
        qualifier: handler.alias.name,
        provisionedConcurrentExecutions: 1,
      },
      // From here on the scaling sets it.
      { ...child, ignoreChanges: ["provisionedConcurrentExecutions"] },
    );
    const target = new aws.appautoscaling.Target(
      `${name}-${fn}-target`,
      {
        serviceNamespace: "lambda",
        resourceId: pulumi.interpolate`function:${handler.functionName}:${alias}`,
        scalableDimension: "lambda:function:ProvisionedConcurrency",
        minCapacity: 1,
        maxCapacity: most,
      },
      // The clock moves the least.
      { ...child, dependsOn: [warm], ignoreChanges: ["minCapacity"] },
    );
    const scaled = {
      serviceNamespace: target.serviceNamespace,
      resourceId: target.resourceId,
      scalableDimension: target.scalableDimension,
    };
    // One after the other: a target that is being changed refuses another change (ConcurrentUpdateException).
    let before: pulumi.Resource = new aws.appautoscaling.Policy(
      `${name}-${fn}-use`,
      {
        ...scaled,
        name: `${args.prefix}-${fn}-use`,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: {
            predefinedMetricType: "LambdaProvisionedConcurrencyUtilization",
          },
          targetValue: busyShare,
        },
      },
      child,
    );
    for (const { name: when, begins, ends } of rushes)
      for (const [edge, schedule, least] of [
        ["begins", begins, rush],
        ["ends", ends, 1],
      ] as const)
        before = new aws.appautoscaling.ScheduledAction(
          `${name}-${fn}-${when}-${edge}`,
          {
            ...scaled,
            name: `${args.prefix}-${fn}-${when}-${edge}`,
            schedule,
            timezone: "America/Sao_Paulo",
            scalableTargetAction: { minCapacity: least, maxCapacity: most },
          },
          { ...child, dependsOn: [before] },
        );
  }
}
