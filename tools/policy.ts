#!/usr/bin/env node
/** `npm run policy`: the CrossGuard pack's verdict on both stacks, without cloud and CLI. */
import path from "node:path";
import { Command } from "commander";
import { EvaluationError } from "../twin/engine/errors.ts";
import { evaluate } from "../twin/engine/evaluate.ts";
import { analyze, type Verdict } from "../twin/engine/policy-pack.ts";
import { nameOf } from "../twin/engine/urn.ts";
import { reportProgress } from "./graph/progress.ts";

const root = path.resolve(import.meta.dirname, "..");

const command = new Command("npm run policy --")
  .description("Judges the program's resources by the CrossGuard pack. Exits 1 on a mandatory violation.")
  .option("--dir <folder>", "where Pulumi.yaml is", root)
  .option("--pack <folder>", "where PulumiPolicy.yaml is", path.join(root, "policies"))
  .option("--json", "print the verdict as JSON");

async function main(): Promise<void> {
  const { dir, pack, json } = command.parse().opts<{ dir: string; pack: string; json?: boolean }>();
  const verdict = await analyze(await evaluate({ dir, onProgress: reportProgress }), pack);
  console.log(json ? JSON.stringify(verdict, null, 2) : readable(verdict));
  if (verdict.violations.some(({ level }) => level === "mandatory")) process.exitCode = 1;
}

function readable({ violations, policies, resources }: Verdict): string {
  const told = violations.map(({ level, policy, urn, message }) => {
    const stack = urn.split(":")[2];
    return `${level}: ${policy}: ${nameOf(urn)} (${stack})\n  ${message.replaceAll("\n", "\n  ")}\n`;
  });
  const count = (wanted: string) => violations.filter(({ level }) => level === wanted).length;
  return [
    ...told,
    `${policies} policies, ${resources} resources: ${count("mandatory")} mandatory violations, ${count("advisory")} advisory.`,
  ].join("\n");
}

main().catch((error: unknown) => {
  console.error(error instanceof EvaluationError ? error.message : error);
  process.exitCode = 1;
});
