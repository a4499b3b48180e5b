/** How many environments of a function wait warm, by the clock. */
import * as z from "zod";
import { functionBehind, functionReference } from "./functions.ts";
import { type Resource, read } from "./rule.ts";
import { block, count } from "./shapes.ts";
import type { Stack } from "./stack.ts";
import { NotKnownYet } from "./unknown.ts";

const Action = z.object({
  resourceId: z.string(),
  schedule: z.string(),
  scalableTargetAction: block({ minCapacity: count }),
});
const everyDay = /^cron\((\d+) (\d+) \* \* \? \*\)$/;

/**
 * GB that wait over a day, times the hours that they do: what the scheduled actions leave from one to the next, and what
 * the configuration itself says where there are none.
 */
export function warmGbHoursPerDay(config: Resource, stack: Stack): number {
  const { provisionedConcurrentExecutions } = read(
    config,
    z.object({ provisionedConcurrentExecutions: z.number() }),
  );
  const fn = functionBehind(stack, config, "functionName");
  if (!fn) throw new NotKnownYet();
  const { memorySize = 128, name } = read(fn, z.object({ memorySize: count, name: z.string() }));
  const steps = stack
    .ofType("aws:appautoscaling/scheduledAction:ScheduledAction")
    .map((action) => read(action, Action))
    .filter(({ resourceId }) => functionReference(resourceId)?.name === name)
    .map(({ schedule, scalableTargetAction }) => ({
      at: hourOfDay(schedule),
      environments: scalableTargetAction?.minCapacity ?? provisionedConcurrentExecutions,
    }))
    .sort((a, b) => a.at - b.at);
  const hours = steps.length
    ? steps.reduce(
        (sum, { at, environments }, index) =>
          sum + environments * ((steps[index + 1]?.at ?? steps[0]!.at + 24) - at),
        0,
      )
    : 24 * provisionedConcurrentExecutions;
  return (hours * memorySize) / 1024;
}

function hourOfDay(schedule: string): number {
  const [, minute, hour] = everyDay.exec(schedule) ?? [];
  if (minute === undefined || hour === undefined)
    throw new Error(
      `${schedule} is not of every day; teach policies/support/warm-environments.ts to price it.`,
    );
  return Number(hour) + Number(minute) / 60;
}
