#!/usr/bin/env node
/** `npm run customer`: shows or erases what a restaurant's tables hold of a customer who asks for it. */

import { Command, InvalidArgumentError } from "commander";
import { exitWhenDone } from "../twin/command-line.ts";
import { openCustomerData } from "./customer/customer-data.ts";
import { endpointOption, prefixOption, regionOption, type Where } from "./where.ts";

const program = new Command("npm run customer --")
  .description(
    "Answers a customer's request about personal data, within one restaurant. Work in the active region: the other one gets it by replication.",
  )
  .addHelpText(
    "after",
    "\nCustomers can do the same themselves: meus dados, apagar meus dados.\n\nExamples:\n  npm run customer -- export --client client_bella_napoli --phone +5511987654321 > dados.json\n  npm run customer -- erase --client client_bella_napoli --phone +5511987654321 --yes",
  );

interface Flags extends Where {
  readonly client: string;
  readonly phone: string;
  readonly yes?: boolean;
}

command("export", "Prints the customer, the conversation, the orders and their charges as JSON.").action(
  (flags: Flags) =>
    withData(flags, async (data) => {
      console.log(JSON.stringify(await data.read(flags.client, flags.phone), null, 2));
    }),
);

command(
  "erase",
  "Removes customer, conversation and media, and makes the orders anonymous; their money stays.",
)
  .option("--yes", "do it; without it, only say what would be erased")
  .action((flags: Flags) =>
    withData(flags, async (data) => {
      if (flags.yes) {
        const { orders, conversation, customer, media } = await data.erase(flags.client, flags.phone);
        console.log(
          `Erased: ${customer ? "the customer" : "no customer"}, ${conversation ? "the conversation" : "no conversation"}, ${orders} orders made anonymous, ${media} versions of media in both regions.`,
        );
        return;
      }
      const { customer, conversation, orders } = await data.read(flags.client, flags.phone);
      const media = await data.countMedia(flags.client, flags.phone);
      console.log(
        `Would erase: ${customer ? "the customer" : "no customer"}, ${conversation ? "the conversation" : "no conversation"}, ${orders.length} orders, ${media} versions of media in both regions. Nothing was changed; --yes does it.`,
      );
    }),
  );

function command(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .requiredOption("--client <clientId>", "the restaurant")
    .requiredOption("--phone <number>", "the customer's number, +55…, or WhatsApp user id", sender)
    .addOption(regionOption("the active region"))
    .addOption(endpointOption)
    .addOption(prefixOption("tables' and buckets'"));
}

async function withData(
  flags: Flags,
  work: (data: ReturnType<typeof openCustomerData>) => Promise<void>,
): Promise<void> {
  const data = openCustomerData(flags);
  try {
    await work(data);
  } finally {
    data.close();
  }
}

function sender(text: string): string {
  if (/^\+\d{8,15}$|^[A-Z]{2}\.[0-9A-Za-z]{1,128}$/.test(text)) return text;
  throw new InvalidArgumentError("Expected something like +5511987654321.");
}

exitWhenDone(program.parseAsync());
