#!/usr/bin/env node
/** `npm run graph`: what `pulumi up` would apply, as a tree, as JSON, as a diagram, or in the form of a Terraform plan. */
import path from "node:path";
import { Command, Option } from "commander";
import { EvaluationError } from "../twin/engine/errors.ts";
import { evaluate } from "../twin/engine/evaluate.ts";
import type { Graph } from "../twin/engine/graph.ts";
import { diagram } from "./graph/diagram.ts";
import { asJson } from "./graph/json.ts";
import { reportProgress } from "./graph/progress.ts";
import { terraformPlan } from "./graph/terraform-plan.ts";
import { tree } from "./graph/tree.ts";

interface Options {
  readonly stack?: readonly string[];
  readonly dir: string;
  readonly json?: boolean;
  readonly diagram?: boolean;
  readonly terraformPlan?: boolean;
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
  .addOption(
    new Option("--json", "print the resources as JSON, secrets masked").conflicts([
      "diagram",
      "terraformPlan",
    ]),
  )
  .addOption(new Option("--diagram", "print a Mermaid diagram of the regions").conflicts("terraformPlan"))
  .option("--terraform-plan", "print them as a Terraform plan's JSON, for scanners of infrastructure code");

function printed(graph: Graph, { json, diagram: drawn, terraformPlan: planned }: Options): string {
  if (json) return JSON.stringify(asJson(graph), null, 2);
  if (planned) return JSON.stringify(terraformPlan(graph), null, 2);
  return drawn ? diagram(graph) : tree(graph);
}

async function main(): Promise<void> {
  const options = command.parse().opts<Options>();
  const { stack, dir } = options;
  const graph = onlyStacks(await evaluate({ dir, onProgress: reportProgress }), stack);
  console.log(printed(graph, options));
}

main().catch((error: unknown) => {
  console.error(error instanceof EvaluationError ? error.message : error);
  process.exitCode = 1;
});
