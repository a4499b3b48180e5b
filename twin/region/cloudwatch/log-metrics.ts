/** Metrics that come out of log lines: EMF documents, and the graph's metric filters. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import type { LogLine } from "../../events.ts";
import { ofType, properties } from "../apigateway/properties.ts";
import { type Matcher, parsePattern, selectorOf } from "./log-pattern.ts";
import type { NewPoint } from "./series.ts";

const Filter = z.object({
  logGroupName: z.string(),
  pattern: z.string(),
  metricTransformation: z.object({
    name: z.string(),
    namespace: z.string(),
    value: z.string(),
    defaultValue: z.string().nullish(),
    unit: z.string().nullish(),
    dimensions: z.record(z.string(), z.string()).nullish(),
  }),
});
const Emf = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())).default([[]]),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string().optional() })),
      }),
    ),
  }),
});

type Json = Readonly<Record<string, unknown>>;

interface MetricFilter extends z.infer<typeof Filter> {
  readonly matches: Matcher;
  /** The minute that has its default value already. */
  defaultedIn: number;
}

/** Returns the points of a line. Throws a sentence for a filter pattern that the twin does not know. */
export function createLogMetrics(resources: readonly GraphResource[]) {
  const filters = ofType(resources, "aws:cloudwatch/logMetricFilter:LogMetricFilter").map(
    (resource): MetricFilter => {
      const filter = properties(resource, Filter);
      try {
        return { ...filter, matches: parsePattern(filter.pattern), defaultedIn: Number.NaN };
      } catch (error) {
        throw new Error(`The twin cannot serve ${resource.urn}: ${(error as Error).message}.`);
      }
    },
  );
  return function pointsOf(line: LogLine): NewPoint[] {
    const own = filters.filter((filter) => filter.logGroupName === line.logGroup);
    const json = line.line.startsWith("{") ? parsed(line.line) : undefined;
    return [
      ...(json && "_aws" in json ? emf(json) : []),
      ...own.flatMap((filter) => filtered(filter, line, json)),
    ];
  };
}

function filtered(filter: MetricFilter, line: LogLine, json: Json | undefined): NewPoint[] {
  const { name, namespace, value, defaultValue, unit, dimensions } = filter.metricTransformation;
  const point = (measured: unknown, named: Record<string, string>): NewPoint[] => {
    const number = typeof measured === "number" ? measured : Number.parseFloat(String(measured));
    return Number.isNaN(number)
      ? []
      : [{ namespace, name, dimensions: named, value: number, unit: unit ?? undefined }];
  };
  if (!filter.matches(line.line, json)) {
    // Once for each minute in which lines came: it says "nothing happened", not how often.
    const minute = Math.floor(line.time / 60_000);
    if (!defaultValue || minute === filter.defaultedIn) return [];
    filter.defaultedIn = minute;
    return point(defaultValue, {});
  }
  const select = (text: string) => (text.startsWith("$") ? selectorOf(text)(json) : text);
  const named = Object.entries(dimensions ?? {}).map(([key, path]) => [key, select(path)] as const);
  // Without one of its dimensions there is no metric to add the line to.
  if (named.some(([, found]) => found === undefined)) return [];
  return point(select(value), Object.fromEntries(named.map(([key, found]) => [key, String(found)])));
}

function emf(json: Json): NewPoint[] {
  const document = Emf.safeParse(json);
  if (!document.success) return [];
  return document.data._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.flatMap(({ Name, Unit }) =>
        [json[Name]].flat().flatMap((value) =>
          typeof value === "number"
            ? [
                {
                  namespace: Namespace,
                  name: Name,
                  dimensions: Object.fromEntries(names.map((key) => [key, String(json[key])])),
                  value,
                  unit: Unit,
                },
              ]
            : [],
        ),
      ),
    ),
  );
}

function parsed(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}
