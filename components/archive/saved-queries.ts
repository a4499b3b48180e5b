/** Questions that outlive the thirty days of CloudWatch Logs. */
import type { LogTable } from "./log-tables.ts";

export interface SavedQuery {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly table: LogTable;
  readonly sql: string;
}

const lastDays = (days: number) => `day >= date_format(current_date - interval '${days}' day, '%Y-%m-%d')`;

export const savedQueries: readonly SavedQuery[] = [
  {
    slug: "conversation",
    title: "One conversation",
    description: "Every line about one conversation in the last 90 days: put its id.",
    table: "functions",
    sql: `SELECT timestamp, service, level, message, data
FROM functions
WHERE ${lastDays(90)} AND conversationid = 'conv_'
ORDER BY timestamp`,
  },
  {
    slug: "order",
    title: "One order",
    description: "Every line about one order in the last 90 days: put its id.",
    table: "functions",
    sql: `SELECT timestamp, service, level, message, data
FROM functions
WHERE ${lastDays(90)} AND json_extract_scalar(data, '$.orderId') = 'ord_'
ORDER BY timestamp`,
  },
  {
    slug: "errors",
    title: "Errors by day",
    description: "How many errors each function logged on each of the last 90 days.",
    table: "functions",
    sql: `SELECT day, service, count(*) AS errors
FROM functions
WHERE ${lastDays(90)} AND level = 'ERROR'
GROUP BY day, service
ORDER BY day, errors DESC`,
  },
  {
    slug: "durations",
    title: "Billed time by function",
    description:
      "Gigabyte-seconds are this times the function's memory: what Lambda bills for the last 30 days.",
    table: "functions",
    sql: `SELECT service, count(*) AS invocations,
  sum(CAST(json_extract_scalar(record, '$.metrics.billedDurationMs') AS bigint)) / 1000 AS billed_seconds,
  approx_percentile(CAST(json_extract_scalar(record, '$.metrics.durationMs') AS double), 0.95) AS p95_ms
FROM functions
WHERE ${lastDays(30)} AND type = 'platform.report'
GROUP BY service
ORDER BY billed_seconds DESC`,
  },
  {
    slug: "tenants",
    title: "Requests by restaurant",
    description: "Requests, refusals and latency of each restaurant in the last 30 days.",
    table: "access",
    sql: `SELECT clientid, count(*) AS requests, count_if(status IN (401, 403, 429)) AS refused,
  count_if(status >= 500) AS failed, approx_percentile(latency, 0.95) AS p95_ms
FROM access
WHERE ${lastDays(30)} AND clientid IS NOT NULL
GROUP BY clientid
ORDER BY requests DESC`,
  },
  {
    slug: "refused",
    title: "Refused addresses",
    description: "Who was refused most in the last 90 days, and where.",
    table: "access",
    sql: `SELECT ip, route, status, count(*) AS requests, min(day) AS since
FROM access
WHERE ${lastDays(90)} AND status IN (401, 403)
GROUP BY ip, route, status
ORDER BY requests DESC
LIMIT 200`,
  },
];
