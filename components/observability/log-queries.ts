/** Questions that are asked of the logs again and again, saved in Logs Insights under the prefix's folder. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface LogQuery {
  readonly slug: string;
  /** As the console lists it. */
  readonly title: string;
  /** Which groups it reads. */
  readonly of: "functions" | "access";
  readonly lines: readonly string[];
}

export const logQueries: readonly LogQuery[] = [
  {
    slug: "errors",
    title: "Errors, newest first",
    of: "functions",
    lines: [
      "fields @timestamp, service, clientId, message, data.error.message",
      'filter level = "ERROR"',
      "sort @timestamp desc",
      "limit 200",
    ],
  },
  {
    slug: "conversation",
    title: "One conversation through every function (put its id)",
    of: "functions",
    lines: [
      "fields @timestamp, service, level, message, data.orderId",
      'filter conversationId = "conv_"',
      "sort @timestamp asc",
      "limit 1000",
    ],
  },
  {
    slug: "order",
    title: "One order through every function (put its id)",
    of: "functions",
    lines: [
      "fields @timestamp, service, level, message, data.from, data.version",
      'filter data.orderId = "ord_"',
      "sort @timestamp asc",
      "limit 1000",
    ],
  },
  {
    slug: "trace",
    title: "Everything of one trace (put its id)",
    of: "functions",
    lines: [
      "fields @timestamp, service, clientId, level, message",
      'filter traceId = "1-"',
      "sort @timestamp asc",
      "limit 1000",
    ],
  },
  {
    slug: "cold-starts",
    title: "Cold starts, by function",
    of: "functions",
    lines: [
      'filter type = "platform.report" and ispresent(record.metrics.initDurationMs)',
      "stats count() as starts, pct(record.metrics.initDurationMs, 95) as p95 by @log",
      "sort starts desc",
    ],
  },
  {
    slug: "refused",
    title: "Requests that were refused, by address",
    of: "access",
    lines: [
      "filter status in [401, 403]",
      "stats count() as requests by ip, path, status, errorType",
      "sort requests desc",
      "limit 100",
    ],
  },
  {
    slug: "slow",
    title: "The slowest requests",
    of: "access",
    lines: [
      "fields @timestamp, clientId, method, route, status, latency, traceId",
      "sort latency desc",
      "limit 100",
    ],
  },
  {
    slug: "tenants",
    title: "Requests and latency, by restaurant and status",
    of: "access",
    lines: ["stats count() as requests, pct(latency, 95) as p95 by clientId, status", "sort requests desc"],
  },
];

/** As Logs Insights wants it: one command a line, each after a bar. */
export function queryString(lines: readonly string[]): string {
  return lines.join("\n| ");
}

export function createLogQueries(
  name: string,
  prefix: string,
  groups: Readonly<Record<LogQuery["of"], readonly pulumi.Input<string>[]>>,
  opts: pulumi.CustomResourceOptions,
): void {
  for (const query of logQueries)
    new aws.cloudwatch.QueryDefinition(
      `${name}-query-${query.slug}`,
      {
        name: `${prefix}/${query.title}`,
        logGroupNames: [...groups[query.of]],
        queryString: queryString(query.lines),
      },
      opts,
    );
}
