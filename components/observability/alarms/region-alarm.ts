import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AlarmContext } from "./alarm.ts";

export interface RegionSigns {
  readonly serverErrors: aws.cloudwatch.MetricAlarm;
  readonly webhookErrors: aws.cloudwatch.MetricAlarm;
  readonly conversationErrors: aws.cloudwatch.MetricAlarm;
  readonly inboxBacklog: aws.cloudwatch.MetricAlarm;
}

/**
 * One sentence for the on-call engineer instead of four: messages do not get in, or they get in and nobody answers.
 * A person decides on the drain; a region that does not answer at all is taken out by Route 53 without one.
 */
export function createRegionAlarm(context: AlarmContext, signs: RegionSigns): aws.cloudwatch.CompositeAlarm {
  const actions = [context.topics.critical.arn];
  return new aws.cloudwatch.CompositeAlarm(
    `${context.name}-region-unhealthy`,
    {
      alarmName: `${context.prefix}-region-unhealthy`,
      alarmDescription:
        "This region does not take messages in, or does not answer them. Consider draining it. Runbook: failover.",
      alarmRule: pulumi.interpolate`ALARM("${signs.serverErrors.name}") OR ALARM("${signs.webhookErrors.name}") OR (ALARM("${signs.conversationErrors.name}") AND ALARM("${signs.inboxBacklog.name}"))`,
      alarmActions: actions,
      okActions: actions,
    },
    context.opts,
  );
}
