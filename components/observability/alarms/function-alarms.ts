import type * as aws from "@pulumi/aws";
import type { HandlerFunction } from "../../functions/handler-function.ts";
import { type AlarmContext, createAlarm, type Metric, ratio } from "./alarm.ts";

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
      metricQueries: ratio(
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

/** An alarm can do arithmetic on ten metrics at most. */
const metricsPerAlarm = 10;

/** The plan's "Limite de Concorrência": more than 10 throttled calls in 5 minutes, over ten functions at a time. */
export function createThrottleAlarms(
  context: AlarmContext,
  functions: Readonly<Record<string, HandlerFunction>>,
): aws.cloudwatch.MetricAlarm[] {
  const all = Object.entries(functions);
  const alarms = Math.ceil(all.length / metricsPerAlarm);
  return Array.from({ length: alarms }, (_, index) => {
    const some = all.slice(index * metricsPerAlarm, (index + 1) * metricsPerAlarm);
    return createAlarm(context, {
      slug: index === 0 ? "throttles" : `throttles-${index + 1}`,
      severity: "warning",
      alarmDescription: `More than 10 invocations were throttled in 5 minutes: a function, or the account, is at its concurrency limit. It watches ${some.map(([service]) => service).join(", ")}.`,
      metricQueries: ratio(
        300,
        Object.fromEntries(
          some.map(([service, handler]) => [`throttles${service}`, ofFunction(handler, "Throttles")]),
        ),
        "SUM(METRICS())",
        "Throttled invocations",
      ),
      comparisonOperator: "GreaterThanThreshold",
      threshold: 10,
      evaluationPeriods: 1,
    });
  });
}
