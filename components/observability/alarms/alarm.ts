/** How this system raises an alarm: always named, always explained, always telling somebody, also when it is over. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Severity } from "../alert-topic.ts";
import type { AlertTopics } from "../alert-topics.ts";

export interface AlarmContext {
  /** First part of logical names. */
  readonly name: string;
  /** First part of physical names. */
  readonly prefix: string;
  readonly topics: AlertTopics;
  readonly opts: pulumi.CustomResourceOptions;
}

export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
}

type Condition = Pick<
  aws.cloudwatch.MetricAlarmArgs,
  "comparisonOperator" | "threshold" | "thresholdMetricId" | "evaluationPeriods" | "metricQueries"
> &
  Partial<Metric> &
  Pick<aws.cloudwatch.MetricAlarmArgs, "statistic" | "extendedStatistic" | "period">;

export interface AlarmSpec extends Condition {
  /** Rest of the logical and the physical name. */
  readonly slug: string;
  readonly severity: Severity;
  /** What is wrong and where to look, for whoever is woken. */
  readonly alarmDescription: string;
}

/** Nothing measured is nothing wrong: metrics of errors and of traffic are silent when there is none. */
export function createAlarm(context: AlarmContext, spec: AlarmSpec): aws.cloudwatch.MetricAlarm {
  const { slug, severity, ...condition } = spec;
  const actions = [context.topics[severity].arn];
  return new aws.cloudwatch.MetricAlarm(
    `${context.name}-${slug}`,
    {
      ...condition,
      name: `${context.prefix}-${slug}`,
      treatMissingData: "notBreaching",
      alarmActions: actions,
      okActions: actions,
    },
    context.opts,
  );
}

/** Metric math over `parts` by their ids: the last query, "result", is what the alarm compares. */
export function math(
  periodSeconds: number,
  parts: Readonly<Record<string, Metric>>,
  expression: string,
  label: string,
  stat: "Sum" | "Maximum" = "Sum",
): aws.types.input.cloudwatch.MetricAlarmMetricQuery[] {
  return [
    ...Object.entries(parts).map(([id, metric]) => ({
      id,
      metric: { ...metric, stat, period: periodSeconds },
      returnData: false,
    })),
    { id: "result", expression, label, returnData: true },
  ];
}
