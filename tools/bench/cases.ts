/** What is measured, and what each figure must not exceed. */
import { fork } from "node:child_process";
import path from "node:path";
import { evaluate } from "../../twin/engine/evaluate.ts";
import type { Graph } from "../../twin/engine/graph.ts";
import { startTwin } from "../../twin/twin.ts";
import { type Figure, measure } from "./case.ts";
import { generateTenants } from "./generated-tenants.ts";
import { type CountedService, callLimits, countOneOrder } from "./order-calls.ts";

const projectDir = path.join(import.meta.dirname, "..", "..");

export async function takeFigures(runs: number, say: (step: string) => void): Promise<Figure[]> {
  let graph: Graph | undefined;
  say("Evaluating both stacks");
  const evaluation = await measure("evaluate both stacks", "s", 8, runs, async () => {
    const started = performance.now();
    graph = await evaluate({ dir: projectDir });
    return seconds(started);
  });
  say("Evaluating a hundred restaurants with two stores each");
  const hundred = await measure("evaluate 100 restaurants × 2 stores", "s", 20, runs, () =>
    evaluateTenants(100),
  );
  say("Starting the twin and answering a first message");
  const answer = await measure("start to first answered message", "s", 8, runs, firstAnswer);
  say("Counting the calls of one order");
  return [evaluation, hundred, answer, ...(await orderCalls()), ...bundleSizes(graph!)];
}

/** Seconds for both stacks, with so many restaurants. */
async function evaluateTenants(count: number): Promise<number> {
  const { folder, remove } = generateTenants(count);
  try {
    const started = performance.now();
    const config = { tenantsDir: folder };
    await evaluate({ dir: projectDir, config: { "us-east-1": config, "sa-east-1": config } });
    return seconds(started);
  } finally {
    remove();
  }
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000;
}

/** From the start of a fresh process, as a newcomer waits for it. */
function firstAnswer(): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let answered: number | undefined;
    const child = fork(path.join(import.meta.dirname, "first-answer.ts"), {
      stdio: "inherit",
      execArgv: ["--import", path.join(projectDir, "twin/compile-cache.ts")],
    });
    child.once("message", () => {
      answered = seconds(started);
    });
    child.once("exit", (code) =>
      code === 0 && answered !== undefined
        ? resolve(answered)
        : reject(new Error(`The twin did not answer a message (exit ${code}).`)),
    );
  });
}

/** Requests to each service, from a customer's first message to the delivery. */
async function orderCalls(): Promise<Figure[]> {
  const twin = await startTwin();
  try {
    const counts = await countOneOrder(twin, ["+5511955550197", "+5511955550198"]);
    return Object.entries(counts).map(([service, value]) => ({
      name: `one order: ${service}`,
      ...{ value, unit: "calls" as const, limit: callLimits[service as CountedService], runs: [value] },
    }));
  } finally {
    await twin.stop();
  }
}

/** Bytes of each function's bundle, as `pulumi up` would upload it. */
function bundleSizes(graph: Graph): Figure[] {
  const functions = Object.values(graph.stacks)[0]!.resources.filter(
    ({ type }) => type === "aws:lambda/function:Function",
  );
  return functions
    .map(({ name, inputs }) => {
      const { files } = inputs.code as { files: readonly { bytes: number }[] };
      const value = files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
      return { name: `bundle ${name}`, value, unit: "kB", limit: 400, runs: [value] } as const;
    })
    .sort((a, b) => b.value - a.value);
}
