import type * as aws from "@pulumi/aws";
import type { HandlerFunction } from "../../functions/handler-function.ts";
import { type AlarmContext, createAlarm, type Metric, math } from "./alarm.ts";

const ofFunction = (handler: HandlerFunction, metricName: string): Metric => ({
  namespace: "AWS/Lambda",
  metricName,
  dimensions: { FunctionName: handler.functionName },
});

/** The plan's "Erro de Lambda": more than 5 % of a function's calls fail in 5 minutes. By function's service name. */
export function createErrorAlarms<F extends string>(
  context: AlarmContext,
  functions: Readonly<Record<F, HandlerFunction>>,
): Record<F, aws.cloudwatch.MetricAlarm> {
  const alarms = Object.entries<HandlerFunction>(functions).map(([service, handler]) => [
    service,
    createAlarm(context, {
      slug: `errors-${service}`,
      severity: "critical",
      alarmDescription: `More than 5 % of ${service}'s invocations failed in 5 minutes. Look at its log for level ERROR.`,
      metricQueries: math(
        300,
        { errors: ofFunction(handler, "Errors"), invocations: ofFunction(handler, "Invocations") },
        "100 * errors / invocations",
        `${service}: failed invocations, %`,
      ),
      comparisonOperator: "GreaterThanThreshold",
      threshold: 5,
      evaluationPeriods: 1,
    }),
  ]);
  return Object.fromEntries(alarms);
}

/** The plan's "Limite de Concorrência": more than 10 throttled calls in 5 minutes, of all functions together. */
export function createThrottleAlarm(context: AlarmContext): aws.cloudwatch.MetricAlarm {
  return createAlarm(context, {
    slug: "throttles",
    severity: "warning",
    alarmDescription:
      "More than 10 invocations were throttled in 5 minutes: a function, or the account, is at its concurrency limit. The dashboard of operations says which.",
    // Without dimensions: of every function of the account in this region, whose concurrency they share.
    ...{ namespace: "AWS/Lambda", metricName: "Throttles" },
    statistic: "Sum",
    period: 300,
    evaluationPeriods: 1,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 10,
  });
}
