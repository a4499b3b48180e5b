import * as z from "zod";
import { functionBehind, functionReference, functionType } from "../support/functions.ts";
import { type Resource, read, stackRule } from "../support/rule.ts";
import { block, count, text } from "../support/shapes.ts";
import type { Stack } from "../support/stack.ts";

/** Concurrent executions of an account in a region, and what must stay unreserved. */
const quota = { name: "Lambda: concurrent executions", limit: 1000, unreserved: 100 };

export default stackRule({
  name: "concurrency-sums",
  description: "Reserved, provisioned and maximum concurrency fit into each other and into the account.",
  why: "AWS refuses the deployment half-way, or a queue's consumers starve while they are throttled.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html",
  level: "mandatory",
  check(stack, report, { raised }) {
    let taken = 0;
    stack.each(functionType, z.object({ reservedConcurrentExecutions: count }), (props, fn) => {
      const reserved = props.reservedConcurrentExecutions ?? -1;
      const provisioned = provisionedOf(stack, fn);
      const consumers = sum(ofFunction(stack, fn, mapping, "functionName").map(maximumOf));
      taken += Math.max(reserved, provisioned, 0);
      if (reserved < 0) return;
      for (const [needed, whose] of [
        [provisioned, "provisions up to"],
        [consumers, "is called by queues with a maximum concurrency of"],
      ] as const)
        if (needed > reserved)
          report(fn, {
            what: `${whose} ${needed}, and reserves ${reserved}`,
            mend: `Raise its reservedConcurrentExecutions to ${needed} or more, or lower the other.`,
          });
    });
    const limit = raised[quota.name] ?? quota.limit;
    const available = limit - quota.unreserved;
    if (taken > available)
      report(undefined, {
        what: `reserves or provisions ${taken} concurrent executions`,
        mend: `Stay at ${available} or below: of an account's ${limit} in a region, ${quota.unreserved} must stay unreserved. Service Quotas L-B99A9384 raises them; "${quota.name}" in chatbot:quotas says to what.`,
      });
  },
});

const mapping = "aws:lambda/eventSourceMapping:EventSourceMapping";

const Scaling = z.object({
  resourceId: z.string(),
  maxCapacity: count,
  scalableTargetAction: block({ maxCapacity: count }),
});

function provisionedOf(stack: Stack, fn: Resource): number {
  const fixed = ofFunction(
    stack,
    fn,
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
    "functionName",
  ).map((config) => read(config, z.object({ provisionedConcurrentExecutions: z.number() })));
  const name = read(fn, z.object({ name: text })).name;
  const scaled = ["aws:appautoscaling/target:Target", "aws:appautoscaling/scheduledAction:ScheduledAction"]
    .flatMap((type) => stack.ofType(type))
    .map((scaling) => read(scaling, Scaling))
    .filter(({ resourceId }) => functionReference(resourceId)?.name === name)
    .map(({ maxCapacity, scalableTargetAction }) => maxCapacity ?? scalableTargetAction?.maxCapacity ?? 0);
  return Math.max(
    sum(fixed.map(({ provisionedConcurrentExecutions }) => provisionedConcurrentExecutions)),
    ...scaled,
  );
}

function maximumOf(from: Resource): number {
  const { scalingConfig } = read(from, z.object({ scalingConfig: block({ maximumConcurrency: count }) }));
  return scalingConfig?.maximumConcurrency ?? 0;
}

function ofFunction(stack: Stack, fn: Resource, type: string, property: string): Resource[] {
  return stack.ofType(type).filter((resource) => functionBehind(stack, resource, property) === fn);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
