/** The region's metrics, kept in steps of ten seconds for as long as an alarm may look back. */
import type { Clock } from "../../clock.ts";
import type { MetricPoint } from "../types.ts";

export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  /** Exactly these: CloudWatch never adds up over dimensions. */
  readonly dimensions: Readonly<Record<string, string>>;
}

export type NewPoint = MetricId & { readonly value: number; readonly unit?: string };

/** What was measured in a span of time; undefined when nothing was. */
export interface Measured {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** For percentiles. */
  readonly values: readonly number[];
}

export interface MetricStore {
  record(point: NewPoint): void;
  /** From `from` up to, not including, `to`: twin time, on steps of ten seconds. */
  measured(metric: MetricId, from: number, to: number): Measured | undefined;
  /** The latest, newest last. */
  points(): readonly MetricPoint[];
}

export const stepMs = 10_000;
/** Percentiles of a busier step are those of its first measurements. */
const valuesAStep = 200;
const keptPoints = 5_000;

interface Bucket {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  readonly values: number[];
}

export function createMetricStore(clock: Clock, retentionMs: number): MetricStore {
  const series = new Map<string, Map<number, Bucket>>();
  const points: MetricPoint[] = [];

  return {
    record({ namespace, name, dimensions, value, unit }) {
      if (!Number.isFinite(value)) return;
      const time = clock.now();
      points.push({ namespace, name, dimensions, value, unit, time });
      if (points.length > keptPoints) points.splice(0, points.length - keptPoints);
      const key = keyOf({ namespace, name, dimensions });
      const buckets = series.get(key) ?? new Map<number, Bucket>();
      series.set(key, buckets);
      const step = Math.floor(time / stepMs) * stepMs;
      const bucket = buckets.get(step);
      if (!bucket) {
        buckets.set(step, { count: 1, sum: value, minimum: value, maximum: value, values: [value] });
        forget(buckets, time - retentionMs);
        return;
      }
      bucket.count += 1;
      bucket.sum += value;
      bucket.minimum = Math.min(bucket.minimum, value);
      bucket.maximum = Math.max(bucket.maximum, value);
      if (bucket.values.length < valuesAStep) bucket.values.push(value);
    },
    measured(metric, from, to) {
      const buckets = series.get(keyOf(metric));
      if (!buckets) return undefined;
      const inside = [...buckets].flatMap(([step, bucket]) => (step >= from && step < to ? [bucket] : []));
      if (inside.length === 0) return undefined;
      return {
        count: inside.reduce((sum, one) => sum + one.count, 0),
        sum: inside.reduce((sum, one) => sum + one.sum, 0),
        minimum: Math.min(...inside.map((one) => one.minimum)),
        maximum: Math.max(...inside.map((one) => one.maximum)),
        values: inside.flatMap((one) => one.values),
      };
    },
    points: () => points,
  };
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Steps are in the order of time, so the old ones come first. */
function forget(buckets: Map<number, Bucket>, before: number): void {
  for (const step of buckets.keys()) {
    if (step >= before) return;
    buckets.delete(step);
  }
}

/** "Sum", "Average", "Minimum", "Maximum", "SampleCount" or a percentile such as "p95". @throws a sentence */
export function statistic(stat: string): (measured: Measured) => number {
  switch (stat) {
    case "Sum":
      return ({ sum }) => sum;
    case "Average":
      return ({ sum, count }) => sum / count;
    case "Minimum":
      return ({ minimum }) => minimum;
    case "Maximum":
      return ({ maximum }) => maximum;
    case "SampleCount":
      return ({ count }) => count;
  }
  const percent = Number(/^p(\d{1,2}(?:\.\d+)?|100)$/.exec(stat)?.[1]);
  if (Number.isNaN(percent)) throw new Error(`"${stat}" is no statistic that the twin knows`);
  return ({ values }) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
  };
}
