import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { HealthChecks } from "./health-checks.ts";
import { healthRegion } from "./health-topic.ts";

export interface HealthAlarmArgs {
  readonly prefix: string;
  readonly region: string;
  readonly role: "primary" | "secondary";
  readonly alarmTopicArn: pulumi.Input<string>;
}

/** One alarm for the region's own health and, where it differs, one for the traffic having left the region. */
export function createHealthAlarms(
  name: string,
  args: HealthAlarmArgs,
  checks: HealthChecks,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm[] {
  const alarm = (what: string, check: aws.route53.HealthCheck, alarmDescription: string) =>
    new aws.cloudwatch.MetricAlarm(
      `${name}-alarm-${what}`,
      {
        region: healthRegion,
        name: `${args.prefix}-${args.region}-${what}`,
        alarmDescription,
        namespace: "AWS/Route53",
        metricName: "HealthCheckStatus",
        dimensions: { HealthCheckId: check.id },
        statistic: "Minimum",
        period: 60,
        evaluationPeriods: 1,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        // A check that reports nothing is a check that protects nothing.
        treatMissingData: "breaching",
        alarmActions: [args.alarmTopicArn],
        okActions: [args.alarmTopicArn],
      },
      opts,
    );
  const alarms = [
    alarm("unhealthy", checks.own, `${args.region} does not answer its own health check. Runbook: failover.`),
  ];
  if (checks.drain)
    alarms.push(
      alarm(
        "not-serving",
        checks.effective,
        `The public name no longer answers with ${args.region}: it is unhealthy or drained. Runbook: failover.`,
      ),
    );
  return alarms;
}
