import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmContext, createAlarm, math } from "./alarm.ts";

const waiting = (queueName: pulumi.Input<string>) => ({
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: queueName },
});

/** The plan's "Fila Acumulando": more than 1000 messages for 15 minutes, never fewer. */
export function createBacklogAlarm(
  context: AlarmContext,
  label: string,
  queueName: pulumi.Input<string>,
): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: `backlog-${label}`,
    severity: "warning",
    alarmDescription: `More than 1000 messages have waited in the ${label} queue for 15 minutes: its consumer is too slow, or fails.`,
    ...waiting(queueName),
    statistic: "Minimum",
    period: 300,
    evaluationPeriods: 3,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 1000,
  });
}

/** Anything at all in a dead-letter queue is a customer who waits. */
export function createDeadLetterAlarm(
  context: AlarmContext,
  label: string,
  queueName: pulumi.Input<string>,
): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: `dead-letters-${label}`,
    severity: "critical",
    alarmDescription: `A message of ${label} failed too often and lies in the dead-letter queue. Runbook: redrive.`,
    ...waiting(queueName),
    statistic: "Maximum",
    period: 60,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
  });
}

/** The same for several dead-letter queues at once, by what each is of: "inbox". */
export function createDeadLettersAlarm(
  context: AlarmContext,
  queueNames: Readonly<Record<string, pulumi.Input<string>>>,
): aws.cloudwatch.MetricAlarm {
  const labels = Object.keys(queueNames);
  return createAlarm(context, {
    slug: "dead-letters",
    severity: "critical",
    alarmDescription: `A message of ${labels.slice(0, -1).join(", ")} or ${labels.at(-1)} failed too often, or could not be read, and lies in the dead-letter queue; the dashboard of operations says in which. Runbook: redrive.`,
    metricQueries: math(
      60,
      Object.fromEntries(Object.entries(queueNames).map(([label, name]) => [label, waiting(name)])),
      "MAX(METRICS())",
      "Messages in a dead-letter queue",
      "Maximum",
    ),
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
  });
}
