/** What runs by the clock in a region: EventBridge Scheduler's schedules, and rules with a schedule expression. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import { ofType, properties } from "../apigateway/properties.ts";
import { type Expression, parseExpression } from "./expression.ts";
import { type Target, targetOf } from "./targets.ts";

export interface Schedule {
  readonly kind: "schedule" | "rule";
  readonly name: string;
  /** The schedule group; a rule's event bus. */
  readonly group: string;
  readonly arn: string;
  readonly text: string;
  readonly expression: Expression;
  /** How much later than planned a tick may come. */
  readonly windowMs: number;
  readonly from?: number;
  readonly until?: number;
  readonly targets: readonly ScheduledTarget[];
}

export interface ScheduledTarget {
  readonly target: Target;
  /** As the program gave it; undefined for the service's own event. */
  readonly input?: string;
  /** Who sends: a role that Scheduler takes; a rule sends as the service itself. */
  readonly roleArn?: string;
  readonly maximumAgeMs: number;
  readonly maximumRetries: number;
  readonly deadLetterArn?: string;
}

const retryPolicy = z
  .object({
    maximumEventAgeInSeconds: z.number().nullish(),
    maximumRetryAttempts: z.number().nullish(),
  })
  .nullish();
const deadLetterConfig = z.object({ arn: z.string().nullish() }).nullish();
const ScheduleShape = z.object({
  name: z.string(),
  groupName: z.string().nullish(),
  arn: z.string(),
  scheduleExpression: z.string(),
  scheduleExpressionTimezone: z.string().nullish(),
  state: z.string().nullish(),
  startDate: z.string().nullish(),
  endDate: z.string().nullish(),
  flexibleTimeWindow: z.object({ mode: z.string(), maximumWindowInMinutes: z.number().nullish() }),
  target: z.object({
    arn: z.string(),
    roleArn: z.string(),
    input: z.string().nullish(),
    retryPolicy,
    deadLetterConfig,
    sqsParameters: z.object({ messageGroupId: z.string().nullish() }).nullish(),
  }),
});
const RuleShape = z.object({
  name: z.string(),
  arn: z.string(),
  eventBusName: z.string().nullish(),
  scheduleExpression: z.string().nullish(),
  state: z.string().nullish(),
  isEnabled: z.boolean().nullish(),
});
const TargetShape = z.object({
  arn: z.string(),
  input: z.string().nullish(),
  inputPath: z.undefined("is not supported; give a constant input").optional(),
  inputTransformer: z.undefined("is not supported; give a constant input").optional(),
  retryPolicy,
  deadLetterConfig,
  sqsTarget: z.object({ messageGroupId: z.string().nullish() }).nullish(),
});

/** AWS's defaults: a day, 185 attempts. */
const dayMs = 86_400_000;
const defaultRetries = 185;

/** Throws a sentence for a schedule that AWS would refuse or the twin cannot run. Disabled ones are left out. */
export function readSchedules(resources: readonly GraphResource[], now: number): Schedule[] {
  const own = ofType(resources, "aws:scheduler/schedule:Schedule").flatMap((resource) => {
    const shape = properties(resource, ScheduleShape);
    return shape.state === "DISABLED" ? [] : [sentence(resource, () => scheduleOf(shape, now))];
  });
  // Read for scheduled rules only: a target of other rules may ask for what the twin does not do.
  const targetsOf = (rule: string) =>
    ofType(resources, "aws:cloudwatch/eventTarget:EventTarget")
      .filter((resource) => resource.inputs.rule === rule)
      .map((resource) => properties(resource, TargetShape));
  const rules = ofType(resources, "aws:cloudwatch/eventRule:EventRule").flatMap((resource) => {
    const shape = properties(resource, RuleShape);
    // A rule for events has nobody to match them here.
    if (!shape.scheduleExpression || shape.state === "DISABLED" || shape.isEnabled === false) return [];
    return [
      sentence(resource, () => ruleOf(shape, shape.scheduleExpression ?? "", targetsOf(shape.name), now)),
    ];
  });
  return [...own, ...rules];
}

function scheduleOf(shape: z.infer<typeof ScheduleShape>, now: number): Schedule {
  const { target, flexibleTimeWindow: window } = shape;
  const from = shape.startDate ? Date.parse(shape.startDate) : undefined;
  return {
    kind: "schedule",
    name: shape.name,
    group: shape.groupName ?? "default",
    arn: shape.arn,
    text: shape.scheduleExpression,
    expression: parseExpression(
      shape.scheduleExpression,
      shape.scheduleExpressionTimezone ?? "UTC",
      from ?? now,
    ),
    windowMs: window.mode === "FLEXIBLE" ? (window.maximumWindowInMinutes ?? 0) * 60_000 : 0,
    from,
    until: shape.endDate ? Date.parse(shape.endDate) : undefined,
    targets: [
      {
        ...common(target),
        target: targetOf(target.arn, target.sqsParameters?.messageGroupId ?? undefined),
        roleArn: target.roleArn,
      },
    ],
  };
}

function ruleOf(
  shape: z.infer<typeof RuleShape>,
  scheduleExpression: string,
  targets: readonly z.infer<typeof TargetShape>[],
  now: number,
): Schedule {
  return {
    kind: "rule",
    name: shape.name,
    group: shape.eventBusName ?? "default",
    arn: shape.arn,
    text: scheduleExpression,
    expression: parseExpression(scheduleExpression, "UTC", now),
    windowMs: 0,
    targets: targets.map((target) => ({
      ...common(target),
      target: targetOf(target.arn, target.sqsTarget?.messageGroupId ?? undefined),
    })),
  };
}

function common(target: Pick<z.infer<typeof TargetShape>, "input" | "retryPolicy" | "deadLetterConfig">) {
  const age = target.retryPolicy?.maximumEventAgeInSeconds;
  return {
    input: target.input ?? undefined,
    maximumAgeMs: age ? age * 1000 : dayMs,
    maximumRetries: target.retryPolicy?.maximumRetryAttempts ?? defaultRetries,
    deadLetterArn: target.deadLetterConfig?.arn ?? undefined,
  };
}

function sentence<T>(resource: GraphResource, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`The twin cannot serve ${resource.urn}: ${(error as Error).message}.`);
  }
}
