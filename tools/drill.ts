#!/usr/bin/env node
/** `npm run drill`: takes something away and measures how long customers notice. */

import { Command, Option } from "commander";
import { exitWhenDone, numberFrom } from "../twin/command-line.ts";
import { startTwin } from "../twin/twin.ts";
import { regionDark } from "./drill/region-dark.ts";
import { printReport } from "./drill/report.ts";

const scenarios = { "region-dark": regionDark } as const;

const program = new Command("npm run drill --")
  .description(
    "A failover drill through Route 53's health checks, with measured times. Exits 1 when it fails.",
  )
  .addOption(new Option("--target <target>", "where to drill").choices(["twin"]).makeOptionMandatory())
  .addOption(
    new Option("--scenario <name>", "what happens").choices(Object.keys(scenarios)).default("region-dark"),
  )
  .option("--speed <factor>", "how fast the twin's time passes", numberFrom(1, 100), 10)
  .option("--json", "print the report as JSON")
  .addHelpText("after", "\nExample:\n  npm run drill -- --target twin --scenario region-dark");

interface Flags {
  readonly scenario: keyof typeof scenarios;
  readonly speed: number;
  readonly json?: boolean;
}

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  const say = (step: string) => console.error(`${step}…`);
  const twin = await startTwin({ speed: flags.speed, onProgress: say });
  try {
    const report = await scenarios[flags.scenario](twin, say);
    if (flags.json) console.log(JSON.stringify(report));
    else printReport(report);
    if (!report.passed) process.exitCode = 1;
  } finally {
    await twin.stop();
  }
}

exitWhenDone(main());
