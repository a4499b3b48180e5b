/** What is measured, and what each figure must not exceed. */
import { fork } from "node:child_process";
import path from "node:path";
import { evaluate } from "../../twin/engine/evaluate.ts";
import type { Graph } from "../../twin/engine/graph.ts";
import { analyze } from "../../twin/engine/policy-pack.ts";
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
  const hundred = await hundredRestaurants(runs, say);
  say("Starting the twin and answering a first message");
  const answer = await measure("start to first answered message", "s", 8, runs, firstAnswer);
  say("Counting the calls of one order");
  return [evaluation, ...hundred, answer, ...(await orderCalls()), ...bundleSizes(graph!)];
}

/** The plan's size: what both stacks take then, and the policy pack's verdict on them. */
async function hundredRestaurants(runs: number, say: (step: string) => void): Promise<Figure[]> {
  const { folder, remove } = generateTenants(100);
  const config = { tenantsDir: folder };
  let graph: Graph | undefined;
  try {
    say("Evaluating a hundred restaurants with two stores each");
    const evaluation = await measure("evaluate 100 restaurants × 2 stores", "s", 20, runs, async () => {
      const started = performance.now();
      graph = await evaluate({ dir: projectDir, config: { "us-east-1": config, "sa-east-1": config } });
      return seconds(started);
    });
    say("Judging them by the policy pack");
    const verdict = await measure("judge 100 restaurants × 2 stores", "s", 30, runs, async () => {
      const started = performance.now();
      await analyze(graph!, path.join(projectDir, "policies"));
      return seconds(started);
    });
    return [evaluation, verdict];
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
