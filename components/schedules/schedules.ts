import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";
import { createDeadLetterQueue } from "../messaging/dead-letter-queue.ts";
import { createServiceRole, type ServiceRole } from "../service-role.ts";
import { type ScheduledFunction, type ScheduleRow, schedules } from "./schedule-table.ts";

export interface SchedulesArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  /** The functions of the schedule table. */
  readonly functions: Readonly<Record<ScheduledFunction, HandlerFunction>>;
}

const timezone = "America/Sao_Paulo";

/** The schedule table in EventBridge Scheduler, with a role for each row and a queue for ticks that never arrived. */
export class Schedules extends pulumi.ComponentResource {
  readonly group: aws.scheduler.ScheduleGroup;
  /** Ticks that Scheduler could not hand over. */
  readonly deadLetterQueue: aws.sqs.Queue;
  readonly deadLetterQueueName: string;

  constructor(name: string, args: SchedulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:schedules:Schedules", name, {}, opts);
    const child = { parent: this };
    this.deadLetterQueueName = `${args.prefix}-schedules-dlq`;
    this.group = new aws.scheduler.ScheduleGroup(`${name}-group`, { name: args.prefix }, child);
    this.deadLetterQueue = createDeadLetterQueue(name, this.deadLetterQueueName, child);

    for (const row of schedules)
      this.#schedule(`${name}-${row.name}`, args.prefix, row, args.functions[row.function]);
    this.registerOutputs({ groupName: this.group.name, deadLetterQueueArn: this.deadLetterQueue.arn });
  }

  /** What Scheduler may do for one row: start its alias, and report a tick that it could not hand over. */
  #grant(name: string, handler: HandlerFunction): ServiceRole {
    return createServiceRole(
      { role: `${name}-role`, policy: `${name}-role-policy` },
      {
        description: "Lets EventBridge Scheduler start one function.",
        service: "scheduler.amazonaws.com",
        condition: {
          StringEquals: {
            "aws:SourceAccount": accountOf(this.group.arn),
            "aws:SourceArn": this.group.arn,
          },
        },
        statements: [
          { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [handler.alias.arn] },
          { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [this.deadLetterQueue.arn] },
        ],
      },
      { parent: this },
    );
  }

  #schedule(name: string, prefix: string, row: ScheduleRow, handler: HandlerFunction): void {
    const grant = this.#grant(name, handler);
    new aws.scheduler.Schedule(
      name,
      {
        name: `${prefix}-${row.name}`,
        description: row.description,
        groupName: this.group.name,
        scheduleExpression: row.expression,
        scheduleExpressionTimezone: row.expression.startsWith("cron(") ? timezone : undefined,
        flexibleTimeWindow: { mode: "OFF" },
        target: {
          arn: handler.alias.arn,
          roleArn: grant.role.arn,
          input: JSON.stringify(row.input),
          retryPolicy: {
            maximumEventAgeInSeconds: row.maximumAgeSeconds,
            maximumRetryAttempts: row.maximumRetries,
          },
          deadLetterConfig: { arn: this.deadLetterQueue.arn },
        },
      },
      { parent: this, dependsOn: [grant.policy] },
    );
  }
}
