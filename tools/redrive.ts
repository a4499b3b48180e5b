#!/usr/bin/env node
/** `npm run redrive`: what a dead-letter queue holds goes back, in order. */

import { SQSClient } from "@aws-sdk/client-sqs";
import { Command, InvalidArgumentError } from "commander";
import { exitWhenDone } from "../twin/command-line.ts";
import { findPair } from "./redrive/queues.ts";
import { type Report, redrive } from "./redrive/redrive.ts";
import { endpointOption, regionOption, type Where } from "./where.ts";

const program = new Command("npm run redrive --")
  .description(
    "Moves messages from a FIFO dead-letter queue back to its queue, each group in order. Mend what failed first: a message that fails again comes back here. Repeating a run moves nothing twice. Exits 1 when a group could not be moved whole.",
  )
  .requiredOption("--queue <name>", "the queue or its dead-letter queue, such as chatbot-inbox.fifo")
  .addOption(regionOption("where"))
  .addOption(endpointOption)
  .option("--limit <number>", "at most so many (default: all that lie there now)", wholeNumber)
  .option("--all", "also what a function set aside with a reason, since nobody could read it")
  .option("--dry-run", "only say what would be moved")
  .option("--json", "print the report as JSON")
  .addHelpText(
    "after",
    "\nExamples:\n  npm run redrive -- --queue chatbot-inbox.fifo --region sa-east-1 --dry-run\n  npm run redrive -- --queue client_bella_napoli_store_centro.fifo --limit 20",
  );

interface Flags extends Omit<Where, "prefix"> {
  readonly queue: string;
  readonly limit?: number;
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

async function main(): Promise<void> {
  const { queue, region, endpoint, json, ...options } = program.parse().opts<Flags>();
  const sqs = new SQSClient({ region, endpoint, useQueueUrlAsEndpoint: false });
  try {
    const pair = await findPair(sqs, queue);
    console.error(`${pair.waiting} messages lie in ${pair.deadLetters} (${region}).`);
    const onProgress = ({ seen, moved }: Report) =>
      console.error(
        `${seen} of ${options.limit ?? pair.waiting} seen, ${moved} ${options.dryRun ? "to move" : "moved"}`,
      );
    const report = await redrive(sqs, pair, { ...options, onProgress });
    console.log(json ? JSON.stringify(report) : readable(report, pair.source, options.dryRun ?? false));
    if (report.problems.length > 0) process.exitCode = 1;
  } finally {
    sqs.destroy();
  }
}

function readable({ moved, left, groups, problems }: Report, source: string, dryRun: boolean): string {
  return [
    `${moved} messages ${dryRun ? "would go" : "went"} back to ${source}, of ${groups} groups.`,
    ...(left > 0 ? [`${left} were set aside with a reason and stay; --all moves them too.`] : []),
    ...problems.map((problem) => `Stopped: ${problem}`),
  ].join("\n");
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number above 0.");
}

exitWhenDone(main());
