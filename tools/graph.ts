#!/usr/bin/env node
/** `npm run graph`: what `pulumi up` would apply, as a tree, as JSON, or as a diagram. */
import path from "node:path";
import { Command } from "commander";
import { EvaluationError } from "../twin/engine/errors.ts";
import { evaluate } from "../twin/engine/evaluate.ts";
import type { Graph } from "../twin/engine/graph.ts";
import { diagram } from "./graph/diagram.ts";
import { asJson } from "./graph/json.ts";
import { reportProgress } from "./graph/progress.ts";
import { tree } from "./graph/tree.ts";

interface Options {
  readonly stack?: readonly string[];
  readonly dir: string;
  readonly json?: boolean;
  readonly diagram?: boolean;
}

/** All stacks are evaluated, since one may refer to another. */
function onlyStacks(graph: Graph, asked: readonly string[] | undefined): Graph {
  const there = Object.keys(graph.stacks);
  const unknown = asked?.find((name) => !there.includes(name));
  if (unknown) throw new EvaluationError([`There is no stack "${unknown}"; there are ${there.join(", ")}.`]);
  const stacks = Object.entries(graph.stacks).filter(([name]) => asked?.includes(name) ?? true);
  return { ...graph, stacks: Object.fromEntries(stacks) };
}

const command = new Command("npm run graph --")
  .description("Evaluates the Pulumi program without a cloud and prints its resources.")
  .option("--stack <name...>", "print only these stacks")
  .option("--dir <folder>", "where Pulumi.yaml is", path.resolve(import.meta.dirname, ".."))
  .option("--json", "print the resources as JSON, secrets masked")
  .option("--diagram", "print a Mermaid diagram of the regions");

async function main(): Promise<void> {
  const { stack, dir, json, diagram: drawn } = command.parse().opts<Options>();
  const graph = onlyStacks(await evaluate({ dir, onProgress: reportProgress }), stack);
  console.log(json ? JSON.stringify(asJson(graph), null, 2) : drawn ? diagram(graph) : tree(graph));
}

main().catch((error: unknown) => {
  console.error(error instanceof EvaluationError ? error.message : error);
  process.exitCode = 1;
});
