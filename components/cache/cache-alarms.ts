/** Alarms of a cache. None is critical: without it everything works, slower. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmContext, createAlarm } from "../observability/alarms/alarm.ts";

/** @param nodes names of the cache's nodes; an alarm looks at the worst of them. */
export function createCacheAlarms(
  context: AlarmContext,
  nodes: readonly pulumi.Input<string>[],
): aws.cloudwatch.MetricAlarm[] {
  const worst = (metricName: string, stat: string, label: string) => [
    ...nodes.map((node, index) => ({
      id: `node${index + 1}`,
      metric: {
        namespace: "AWS/ElastiCache",
        metricName,
        dimensions: { CacheClusterId: node },
        stat,
        period: 300,
      },
      returnData: false,
    })),
    { id: "worst", expression: "MAX(METRICS())", label, returnData: true },
  ];
  const common = {
    severity: "warning",
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 3,
  } as const;
  return [
    createAlarm(context, {
      ...common,
      slug: "cache-memory",
      alarmDescription:
        "A node of the cache has used more than 80 % of its memory for 15 minutes. Keep entries for less long, or take the next node type (chatbot:cacheNodeType).",
      metricQueries: worst("DatabaseMemoryUsagePercentage", "Average", "Memory used, %"),
      threshold: 80,
    }),
    createAlarm(context, {
      ...common,
      slug: "cache-evictions",
      alarmDescription:
        "The cache has thrown out more than 100 entries in each of three periods of 5 minutes before their time: it is too small, and conversations are read from the table.",
      metricQueries: worst("Evictions", "Sum", "Entries thrown out"),
      threshold: 100,
    }),
    createAlarm(context, {
      ...common,
      slug: "cache-cpu",
      alarmDescription:
        "A node of the cache has been busy for more than 80 % of 15 minutes: its answers come late, and functions stop waiting for them after 100 ms.",
      metricQueries: worst("EngineCPUUtilization", "Average", "Busy, %"),
      threshold: 80,
    }),
  ];
}
