/** The fixture that uses what programs use, evaluated once for all tests. */
import path from "node:path";
import { evaluate, type Progress } from "../../../../twin/engine/evaluate.ts";
import type { Graph } from "../../../../twin/engine/graph.ts";

export function fixture(name: string): string {
  return path.join(import.meta.dirname, "../fixtures", name);
}

export interface Features {
  readonly graph: Graph;
  readonly progress: readonly Progress[];
}

let evaluated: Promise<Features> | undefined;

export function features(): Promise<Features> {
  evaluated ??= evaluateFeatures();
  return evaluated;
}

async function evaluateFeatures(): Promise<Features> {
  const progress: Progress[] = [];
  const graph = await evaluate({ dir: fixture("features"), onProgress: (event) => progress.push(event) });
  return { graph, progress };
}
