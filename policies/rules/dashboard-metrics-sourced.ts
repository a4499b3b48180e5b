import * as z from "zod";
import { type MetricName, sourceless } from "../support/metric-sources.ts";
import { type Resource, read, stackRule } from "../support/rule.ts";
import type { Stack } from "../support/stack.ts";
import { whenKnown } from "../support/unknown.ts";

export default stackRule({
  name: "dashboard-metrics-sourced",
  description: "Every metric, log group and alarm on a dashboard is one of the stack's.",
  why: "A graph without data is read as a day without trouble.",
  source:
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html",
  level: "mandatory",
  async check(stack, report) {
    for (const dashboard of stack.ofType("aws:cloudwatch/dashboard:Dashboard")) {
      const body = whenKnown(() => read(dashboard, Dashboard).dashboardBody);
      if (!body) continue;
      for (const missing of await missingFrom(stack, Body.parse(JSON.parse(body))))
        report(dashboard, {
          what: `shows ${missing}`,
          mend: "Correct the name or the dimensions, or publish the metric.",
        });
    }
  },
});

const Dashboard = z.object({ dashboardBody: z.string() });
const Body = z.object({
  widgets: z.array(
    z.object({
      properties: z.object({
        metrics: z.array(z.array(z.unknown())).default([]),
        alarms: z.array(z.string()).default([]),
        query: z.string().default(""),
      }),
    }),
  ),
});

async function missingFrom(stack: Stack, { widgets }: z.output<typeof Body>): Promise<string[]> {
  const missing = new Set<string>();
  for (const { properties } of widgets) {
    for (const metric of metricsOf(properties.metrics)) {
      const found = await sourceless(stack, metric);
      if (found) missing.add(found);
    }
    for (const [, group] of properties.query.matchAll(/SOURCE '([^']+)'/g))
      if (!anyIs(stack.ofType("aws:cloudwatch/logGroup:LogGroup"), "name", group!))
        missing.add(`lines of ${group}, which is not in the stack`);
    const alarms = [
      ...stack.ofType("aws:cloudwatch/metricAlarm:MetricAlarm"),
      ...stack.ofType("aws:cloudwatch/compositeAlarm:CompositeAlarm"),
    ];
    for (const arn of properties.alarms)
      if (!anyIs(alarms, "arn", arn)) missing.add(`the alarm ${arn}, which is not in the stack`);
  }
  return [...missing];
}

/** CloudWatch's shorthand: "." repeats what stands above, "..." all that stands above from there. */
function metricsOf(lines: readonly (readonly unknown[])[]): MetricName[] {
  let above: string[] = [];
  return lines.flatMap((line) => {
    const words = line.filter((word) => typeof word === "string");
    if (!words.length) return [];
    const filled =
      words[0] === "..." ? [...above.slice(0, above.length - words.length + 1), ...words.slice(1)] : words;
    above = filled.map((word, index) => (word === "." ? (above[index] ?? word) : word));
    const [namespace = "", metricName = "", ...rest] = above;
    const dimensions = Object.fromEntries(
      rest.flatMap((name, index) => (index % 2 === 0 ? [[name, rest[index + 1] ?? ""]] : [])),
    );
    return [{ namespace, metricName, dimensions }];
  });
}

/** One that is not known yet may well be it. */
function anyIs(resources: readonly Resource[], property: string, value: string): boolean {
  return resources.some((resource) => {
    const own = whenKnown(() => resource.props[property] ?? null);
    return own === undefined || own === value;
  });
}
