/** A metric alarm: what it measures, when a period breaches, and what its last periods add up to. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import type { AlarmChange } from "../../events.ts";
import { properties } from "../apigateway/properties.ts";
import { type MetricExpression, parseMath, type Value } from "./metric-math.ts";
import { type MetricStore, statistic } from "./series.ts";

export interface Verdict {
  readonly state: AlarmChange["state"];
  readonly reason: string;
}

export interface MetricAlarm {
  /** How far back it looks. */
  readonly rangeMs: number;
  /** `end` is the end of the last period; undefined leaves the alarm as it is. */
  judge(store: MetricStore, end: number): Verdict | undefined;
}

const metric = {
  metricName: z.string(),
  namespace: z.string(),
  dimensions: z.record(z.string(), z.string()).nullish(),
};
const Shape = z.object({
  metricName: z.string().nullish(),
  namespace: z.string().nullish(),
  dimensions: z.record(z.string(), z.string()).nullish(),
  statistic: z.string().nullish(),
  extendedStatistic: z.string().nullish(),
  period: z.number().nullish(),
  metricQueries: z
    .array(
      z.object({
        id: z.string(),
        expression: z.string().nullish(),
        metric: z.object({ ...metric, period: z.number(), stat: z.string() }).nullish(),
        period: z.number().nullish(),
        returnData: z.boolean().nullish(),
      }),
    )
    .nullish(),
  comparisonOperator: z.string(),
  threshold: z.number().nullish(),
  thresholdMetricId: z.string().nullish(),
  evaluationPeriods: z.number(),
  datapointsToAlarm: z.number().nullish(),
  treatMissingData: z.enum(["breaching", "notBreaching", "ignore", "missing"]).nullish(),
});

type Settings = z.infer<typeof Shape>;

const comparisons: Readonly<
  Record<string, readonly [words: string, breaches: (a: number, b: number) => boolean]>
> = {
  GreaterThanThreshold: ["greater than", (value, threshold) => value > threshold],
  GreaterThanOrEqualToThreshold: ["greater than or equal to", (value, threshold) => value >= threshold],
  LessThanThreshold: ["less than", (value, threshold) => value < threshold],
  LessThanOrEqualToThreshold: ["less than or equal to", (value, threshold) => value <= threshold],
};

/** Throws a sentence for an alarm that AWS would refuse or the twin cannot judge. */
export function readMetricAlarm(resource: GraphResource): MetricAlarm {
  const settings = properties(resource, Shape);
  try {
    if (settings.thresholdMetricId) return unlearnt(settings);
    const { periodSeconds, read } = settings.metricQueries?.length
      ? readQueries(settings)
      : readMetric({ ...settings, stat: settings.extendedStatistic ?? settings.statistic ?? "" });
    if (periodSeconds < 60 || periodSeconds % 60 !== 0)
      throw new Error(`its period is ${periodSeconds} s, and the twin measures whole minutes`);
    const threshold = settings.threshold;
    const comparison = comparisons[settings.comparisonOperator];
    if (!comparison) throw new Error(`${settings.comparisonOperator} is no comparison for a threshold`);
    if (threshold === undefined || threshold === null) throw new Error("it has no threshold");
    const periodMs = periodSeconds * 1000;
    return {
      rangeMs: periodMs * settings.evaluationPeriods,
      judge(store, end) {
        const values = Array.from({ length: settings.evaluationPeriods }, (_, index) =>
          read(store, end - (index + 1) * periodMs, end - index * periodMs),
        );
        return verdict(values, settings, threshold, comparison);
      },
    };
  } catch (error) {
    throw new Error(`The twin cannot serve ${resource.urn}: ${(error as Error).message}.`);
  }
}

/** A band learnt from weeks of data: a laptop that has run for minutes would only pretend. */
function unlearnt(settings: Settings): MetricAlarm {
  const band = settings.metricQueries?.find(({ id }) => id === settings.thresholdMetricId);
  if (!band?.expression?.startsWith("ANOMALY_DETECTION_BAND("))
    throw new Error(
      `thresholdMetricId ${settings.thresholdMetricId} is no ANOMALY_DETECTION_BAND of its queries`,
    );
  const reason = "Anomaly detection learns from two weeks of data, which the twin does not have.";
  return { rangeMs: 0, judge: () => ({ state: "INSUFFICIENT_DATA", reason }) };
}

interface Reading {
  readonly periodSeconds: number;
  read(store: MetricStore, from: number, to: number): Value;
}

interface MeasuredMetric {
  readonly namespace?: string | null;
  readonly metricName?: string | null;
  readonly dimensions?: Readonly<Record<string, string>> | null;
  readonly period?: number | null;
  readonly stat: string;
}

function readMetric({ namespace, metricName, dimensions, period, stat }: MeasuredMetric): Reading {
  if (!namespace || !metricName || !period) throw new Error("it needs namespace, metricName and period");
  const of = statistic(stat);
  const id = { namespace, name: metricName, dimensions: dimensions ?? {} };
  return {
    periodSeconds: period,
    read(store, from, to) {
      const measured = store.measured(id, from, to);
      return measured && of(measured);
    },
  };
}

function readQueries({ metricQueries }: Settings): Reading {
  const queries = metricQueries ?? [];
  const returned = queries.filter(({ returnData }) => returnData === true);
  const [result = queries.length === 1 ? queries[0] : undefined] = returned;
  if (!result || returned.length > 1) throw new Error("exactly one of its queries must return data");
  const metrics = new Map<string, Reading>(
    queries.flatMap(({ id, metric: of }) => (of ? [[id, readMetric(of)] as const] : [])),
  );
  const expressions = new Map<string, MetricExpression>(
    queries.flatMap(({ id, expression }) => (expression ? [[id, parseMath(expression)] as const] : [])),
  );
  const periodOf = (id: string) => metrics.get(id)?.periodSeconds ?? periodSeconds;
  const periodSeconds = Math.max(
    result.period ?? 0,
    ...[...metrics.values()].map((reading) => reading.periodSeconds),
  );

  function resultOf(id: string, measure: (reading: Reading) => Value, depth: number): Value {
    const reading = metrics.get(id);
    if (reading) return measure(reading);
    const expression = expressions.get(id);
    if (!expression) throw new Error(`its expressions name "${id}", which is none of its queries`);
    if (depth > queries.length) throw new Error(`its expression "${id}" refers to itself`);
    return expression({
      value: (name) => resultOf(name, measure, depth + 1),
      metrics: (part) => [...metrics].filter(([name]) => name.includes(part)).map(([, one]) => measure(one)),
      periodSeconds: periodOf,
    });
  }

  // Once with any value, so that a mistake shows when the twin starts and not when the alarm should.
  resultOf(result.id, () => 1, 0);
  return {
    periodSeconds,
    read: (store, from, to) => resultOf(result.id, (reading) => reading.read(store, from, to), 0),
  };
}

/** `values` has the latest period first. */
function verdict(
  values: readonly Value[],
  settings: Settings,
  threshold: number,
  [words, breaches]: readonly [words: string, breaches: (value: number, threshold: number) => boolean],
): Verdict | undefined {
  const periods = values.length;
  const needed = settings.datapointsToAlarm ?? periods;
  const missing = settings.treatMissingData ?? "missing";
  const present = values.filter((value) => value !== undefined);
  const filled = missing === "breaching" ? periods - present.length : 0;
  const breaching = present.filter((value) => breaches(value, threshold)).length + filled;
  const shown = present.map((value) => Number(value.toFixed(4))).join(", ") || "no data";
  const crossed = `${breaching} out of the last ${periods} datapoints [${shown}] ${breaching === 1 ? "was" : "were"} ${words} the threshold (${threshold}), missing data being ${missing}`;
  const alarm: Verdict = { state: "ALARM", reason: `Threshold Crossed: ${crossed}.` };
  const ok: Verdict = { state: "OK", reason: `Threshold not crossed: ${crossed}.` };
  if (missing === "breaching" || missing === "notBreaching") return breaching >= needed ? alarm : ok;
  if (missing === "missing") {
    if (present.length === 0)
      return {
        state: "INSUFFICIENT_DATA",
        reason: `Insufficient Data: no data in the last ${periods} periods.`,
      };
    return breaching >= Math.min(needed, present.length) ? alarm : ok;
  }
  if (breaching >= needed) return alarm;
  return present.length - breaching > periods - needed ? ok : undefined;
}
