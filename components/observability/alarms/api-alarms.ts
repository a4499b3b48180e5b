import type * as aws from "@pulumi/aws";
import { type AlarmContext, createAlarm } from "./alarm.ts";

export interface ApiStage {
  readonly apiName: string;
  readonly stageName: string;
}

const ofStage = ({ apiName, stageName }: ApiStage, metricName: string) => ({
  namespace: "AWS/ApiGateway",
  metricName,
  dimensions: { ApiName: apiName, Stage: stageName },
});

/** The plan's "Latência Alta": p95 over 3000 ms in 5 minutes. */
export function createLatencyAlarm(context: AlarmContext, api: ApiStage): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: "latency",
    severity: "warning",
    alarmDescription:
      "One request in twenty took the API more than 3000 ms over 5 minutes. Twilio gives up after 15 s.",
    ...ofStage(api, "Latency"),
    extendedStatistic: "p95",
    period: 300,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 3000,
  });
}

/** More than 5 % of the API's answers are its own failures; among them what functions' error alarms cannot see. */
export function createServerErrorAlarm(context: AlarmContext, api: ApiStage): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: "api-5xx",
    severity: "critical",
    alarmDescription: "More than 5 % of the API's answers were 5xx in 5 minutes. Look at the access log.",
    ...ofStage(api, "5XXError"),
    // Each request counts as 0 or 1: the average is the rate.
    statistic: "Average",
    period: 300,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0.05,
  });
}

/** Somebody forges signatures, guesses keys or tenants. The metric is read from the access log. */
export function createRefusalAlarm(
  context: AlarmContext,
  metric: { readonly namespace: string; readonly metricName: string },
): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: "refusals",
    severity: "security",
    alarmDescription:
      "More than 100 requests were refused with 401 or 403 in 5 minutes: forged signatures, guessed keys or unknown tenants, or a tenant whose secret is wrong. Saved query: requests that were refused.",
    ...metric,
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 100,
  });
}
