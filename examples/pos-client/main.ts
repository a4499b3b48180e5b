#!/usr/bin/env node
/** `npm run pos-client`: a restaurant's point of sale, as small as it can be. */
import { Argument, Command, InvalidArgumentError } from "commander";
import { runClient } from "./client.ts";
import { readConfig } from "./config.ts";
import { OrderMemory } from "./memory.ts";
import { type Status, statuses, tell } from "./status.ts";

const program = new Command("npm run pos-client --")
  .description("A reference client for point-of-sale vendors; README.md beside it says how to configure it.")
  .addHelpText(
    "after",
    '\nExamples:\n  npm run pos-client -- run --config pos-client.json\n  npm run pos-client -- status ord_01M87 rejected --reason "Acabou a massa"',
  );

command(
  "run",
  "Takes orders from both regions' queues, prints each once and accepts it; until Ctrl-C.",
).action(async ({ config: file }: { readonly config: string }) => {
  const config = readConfig(file);
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  console.error(`Waiting for orders of ${config.clientId} ${config.storeId}. Ctrl-C stops.`);
  await runClient({
    config,
    memory: new OrderMemory(config.memoryFile),
    say: (line) => console.error(line),
    signal: stopping.signal,
  });
});

command("status", "Tells how an order gets on.")
  .argument("<orderId>", "as it stands on the ticket")
  .addArgument(new Argument("<status>", "what happened").choices(statuses))
  .option("--minutes <number>", "with accepted: how long it takes", minutes)
  .option("--reason <text>", "with rejected: the customer reads it")
  .action(
    async (
      orderId: string,
      status: Status["status"],
      { config, ...details }: { readonly config: string } & Omit<Status, "status">,
    ) => {
      const told = await tell(readConfig(config), orderId, { status, ...details });
      if (!told.ok) throw new Error(told.problem);
      console.log(`${orderId} is ${status}.`);
    },
  );

function command(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option("--config <file>", "the store's configuration", "pos-client.json");
}

function minutes(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 600) return value;
  throw new InvalidArgumentError("Expected a whole number from 1 to 600.");
}

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
