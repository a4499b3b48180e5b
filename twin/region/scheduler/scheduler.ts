/** EventBridge Scheduler of one region, and EventBridge's scheduled rules: what runs by the twin's clock. */
import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import type { ScheduleRun, TwinEvents } from "../../events.ts";
import { servicePermissions } from "../apigateway/permissions.ts";
import { AwsError, type Permission } from "../aws-service.ts";
import { readSchedules, type Schedule, type ScheduledTarget } from "./schedules.ts";
import type { Receivers } from "./targets.ts";

export interface SchedulerOptions extends Receivers {
  readonly region: string;
  readonly accountId: string;
  /** The resources of this region. */
  readonly resources: readonly GraphResource[];
  readonly clock: Clock;
  readonly events: TwinEvents;
  /** Whether IAM lets a role, or a service ("events.amazonaws.com"), do something. @default everything */
  readonly mayCall?: (principal: string, permission: Permission) => boolean;
}

export interface ScheduleState {
  readonly name: string;
  readonly group: string;
  readonly expression: string;
  /** Twin time; undefined when it will not run any more, or not while the region is dark. */
  readonly next: number | undefined;
}

export interface Scheduler {
  schedules(): ScheduleState[];
  /** Dark: ticks pass unnoticed, and what was being retried waits. */
  setDark(dark: boolean): void;
  stop(): void;
}

/** Errors that another attempt would not mend: Scheduler gives up at once. */
const final = new Set([
  "AccessDeniedException",
  "ResourceNotFoundException",
  "ValidationException",
  "QueueDoesNotExist",
]);
const longestBackoffMs = 300_000;

/** Throws a sentence for a schedule that AWS would refuse or the twin cannot run. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { region, accountId, resources, clock, events, mayCall = () => true } = options;
  const permitted = servicePermissions(resources);
  const schedules = readSchedules(resources, clock.now());
  const pending = new Map<Schedule, { readonly at: number; readonly cancel: () => void }>();
  const stopped = new AbortController();
  let dark = false;
  let light: PromiseWithResolvers<void> | undefined;

  function plan(schedule: Schedule, after: number): void {
    const planned = schedule.expression.next(Math.max(after, (schedule.from ?? 0) - 1));
    if (planned === undefined || planned > (schedule.until ?? Number.POSITIVE_INFINITY)) {
      pending.delete(schedule);
      return;
    }
    const at = planned + spread(schedule, planned);
    const cancel = clock.after(Math.max(0, at - clock.now()), () => {
      plan(schedule, planned);
      for (const target of schedule.targets) void run(schedule, target, planned);
    });
    pending.set(schedule, { at, cancel });
  }

  async function run(schedule: Schedule, target: ScheduledTarget, planned: number): Promise<void> {
    const startedAt = clock.now();
    const executionId = randomUUID();
    let attempts = 0;
    for (;;) {
      if (light) await light.promise;
      if (stopped.signal.aborted) return;
      attempts += 1;
      const input = inputOf(schedule, target, planned, executionId, attempts);
      try {
        refuseUnlessAllowed(schedule, target, input);
        await target.target.send(options, input);
        return report(schedule, planned, attempts, "delivered");
      } catch (error) {
        const { name: code, message } = error as Error;
        const backoff = Math.min(2 ** (attempts - 1) * 1000, longestBackoffMs);
        const tooOld = clock.now() + backoff - startedAt > target.maximumAgeMs;
        if (!final.has(code) && attempts <= target.maximumRetries && !tooOld) {
          await clock.sleep(backoff, stopped.signal);
          continue;
        }
        const condition = final.has(code)
          ? undefined
          : tooOld
            ? "MaximumEventAgeInSeconds"
            : "MaximumRetryAttempts";
        const kept = bury(schedule, target, input, { code, message, condition });
        return report(schedule, planned, attempts, kept ? "dead-letter" : "dropped", `${code}: ${message}`);
      }
    }
  }

  /** @throws AwsError AccessDeniedException */
  function refuseUnlessAllowed(
    schedule: Schedule,
    { target, roleArn }: ScheduledTarget,
    input: string,
  ): void {
    const permission = target.permission(input);
    const principal = roleArn ?? "events.amazonaws.com";
    const call = { principal, sourceArn: schedule.arn, functionName: permission.resource };
    const byPermission = schedule.kind === "rule" && permission.action === "lambda:InvokeFunction";
    const context = { "aws:SourceArn": schedule.arn, "aws:SourceAccount": accountId };
    if (
      byPermission ? permitted(call) : mayCall(principal, roleArn ? permission : { ...permission, context })
    )
      return;
    events.emit("denied", { region, principal, action: permission.action, resource: permission.resource });
    throw new AwsError(
      "AccessDeniedException",
      `${principal} may not ${permission.action} on ${permission.resource}`,
      403,
    );
  }

  /** Returns whether the dead-letter queue has it. */
  function bury(
    schedule: Schedule,
    { deadLetterArn, roleArn, target }: ScheduledTarget,
    input: string,
    why: { readonly code: string; readonly message: string; readonly condition?: string },
  ): boolean {
    if (!deadLetterArn) return false;
    const permission = { action: "sqs:SendMessage", resource: deadLetterArn };
    if (!mayCall(roleArn ?? "events.amazonaws.com", permission)) {
      const principal = roleArn ?? "events.amazonaws.com";
      events.emit("denied", { region, principal, ...permission });
      return false;
    }
    const source = schedule.kind === "schedule" ? "SCHEDULE_ARN" : "RULE_ARN";
    options.queues.send(deadLetterArn, {
      body: input,
      attributes: {
        ERROR_CODE: why.code,
        ERROR_MESSAGE: why.message,
        ...(why.condition && { EXHAUSTED_RETRY_CONDITION: why.condition }),
        [source]: schedule.arn,
        TARGET_ARN: target.arn,
      },
    });
    return true;
  }

  function inputOf(
    schedule: Schedule,
    target: ScheduledTarget,
    planned: number,
    executionId: string,
    attempt: number,
  ): string {
    const time = new Date(planned).toISOString().replace(/\.\d+Z$/, "Z");
    const rule = schedule.kind === "rule";
    const input =
      target.input ??
      JSON.stringify({
        version: "0",
        id: executionId,
        "detail-type": "Scheduled Event",
        source: rule ? "aws.events" : "aws.scheduler",
        account: accountId,
        time,
        region,
        resources: [schedule.arn],
        detail: rule ? {} : "{}",
      });
    return rule
      ? input
      : input
          .replaceAll("<aws.scheduler.schedule-arn>", schedule.arn)
          .replaceAll("<aws.scheduler.scheduled-time>", time)
          .replaceAll("<aws.scheduler.execution-id>", executionId)
          .replaceAll("<aws.scheduler.attempt-number>", String(attempt));
  }

  function report(
    { kind, name: schedule, group }: Schedule,
    planned: number,
    attempts: number,
    outcome: ScheduleRun["outcome"],
    error?: string,
  ): void {
    events.emit("schedule", { region, kind, group, schedule, planned, attempts, outcome, error });
  }

  for (const schedule of schedules) plan(schedule, clock.now());
  return {
    schedules: () =>
      schedules.map((schedule) => ({
        name: schedule.name,
        group: schedule.group,
        expression: schedule.text,
        next: pending.get(schedule)?.at,
      })),
    setDark(value) {
      if (value === dark) return;
      dark = value;
      if (dark) {
        light = Promise.withResolvers();
        cancelAll();
      } else {
        light?.resolve();
        light = undefined;
        for (const schedule of schedules) plan(schedule, clock.now());
      }
    },
    stop() {
      stopped.abort();
      light?.resolve();
      cancelAll();
    },
  };

  function cancelAll(): void {
    for (const { cancel } of pending.values()) cancel();
    pending.clear();
  }
}

/** Where in its flexible window a tick falls: anywhere, and the same on every run. */
function spread({ arn, windowMs }: Schedule, planned: number): number {
  if (windowMs === 0) return 0;
  return createHash("sha256").update(`${arn} ${planned}`).digest().readUInt32BE() % windowMs;
}
