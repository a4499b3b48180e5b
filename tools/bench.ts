#!/usr/bin/env node
/** `npm run bench`: figures of this machine, each beside what it must not exceed. */

import { Command, InvalidArgumentError } from "commander";
import { exitWhenDone } from "../twin/command-line.ts";
import { takeFigures } from "./bench/cases.ts";
import { machine } from "./bench/machine.ts";

const program = new Command("npm run bench --")
  .description(
    "Measures evaluation, the policy pack, start-up, the calls of one order and bundle sizes. Exits 1 when a figure exceeds its limit.",
  )
  .option("--runs <n>", "runs of each timed case; the median counts", count, 3)
  .option("--json", "print the figures as JSON");

async function main(): Promise<void> {
  const { runs, json } = program.parse().opts<{ runs: number; json?: boolean }>();
  const figures = await takeFigures(runs, (step) => console.error(`${step}…`));
  const cases = figures.map((figure) => ({ ...figure, ok: figure.value <= figure.limit }));
  const here = machine();
  if (json) console.log(JSON.stringify({ machine: here, cases }));
  else {
    console.log(
      `${here.cpu}, ${here.cores} cores, ${here.memoryGb} GB, ${here.os}, Node ${here.node}; median of ${runs}\n`,
    );
    for (const { name, value, unit, limit, ok } of cases)
      console.log(
        `${ok ? " " : "✗"} ${name.padEnd(38)}${value.toFixed(unit === "s" ? 2 : 0).padStart(8)} ${unit}   limit ${limit} ${unit}`,
      );
  }
  if (cases.some(({ ok }) => !ok)) process.exitCode = 1;
}

function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 50) return value;
  throw new InvalidArgumentError("Expected a whole number from 1 to 50.");
}

exitWhenDone(main());
