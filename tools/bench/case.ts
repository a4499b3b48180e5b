/** One figure of the benchmark. */
export interface Figure {
  readonly name: string;
  /** The median of all runs. */
  readonly value: number;
  readonly unit: "s" | "kB" | "calls";
  /** What it must not exceed. */
  readonly limit: number;
  readonly runs: readonly number[];
}

/** Takes `runs` measurements, one after the other. */
export async function measure(
  name: string,
  unit: Figure["unit"],
  limit: number,
  runs: number,
  once: () => Promise<number>,
): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) values.push(await once());
  return { name, value: median(values), unit, limit, runs: values };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
