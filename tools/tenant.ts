#!/usr/bin/env node
/** `npm run tenant`: the restaurants' files. */
import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type Checked, checkTenants, sentenceOf } from "../tenants/checks/folder.ts";
import { tenantDetails, tenantList } from "./tenant/show.ts";
import { tenantTemplate } from "./tenant/template.ts";

const defaultFolder = path.resolve(import.meta.dirname, "../tenants");

interface Options {
  readonly dir: string;
}

const program = new Command("npm run tenant --")
  .description("Checks, writes and shows the restaurants' files. Exits 1 when a file is not in order.")
  .addHelpText(
    "after",
    '\nExamples:\n  npm run tenant -- validate\n  npm run tenant -- new client_cantina --name "Cantina da Praça"\n  npm run tenant -- show client_cantina',
  );

command("validate", "Checks all files as a whole; a line for each problem: file:line:column: what is wrong.")
  .option("--json", "print the problems as JSON")
  .action(({ dir, json }: Options & { readonly json?: boolean }) => {
    const { files, tenants, problems } = checkTenants(dir);
    // Nothing is in order where nothing is: the folder is another one than was meant.
    if (files === 0) throw new Error(`There is no restaurant's file, <clientId>.yaml, in ${dir}.`);
    if (json) console.log(JSON.stringify({ files, problems }, null, 2));
    else if (problems.length === 0)
      console.log(`${count(files, "file")}, ${count(tenants.length, "tenant")}: all in order.`);
    else console.log([...problems.map(sentenceOf), "", count(problems.length, "problem")].join("\n"));
    if (problems.length > 0) process.exitCode = 1;
  });

command("new", "Writes a complete, commented file for a new restaurant; never overwrites one.")
  .argument("<clientId>", "its id, client_…", matching(/^client_[a-z0-9_]{2,32}$/, "client_cantina"))
  .requiredOption("--name <name>", "the restaurant's name, as customers know it")
  .option("--phone <number>", "its WhatsApp number", matching(/^\+\d{10,15}$/, "+5511999999999"))
  .option("--account-sid <sid>", "its Twilio account", matching(/^AC[0-9a-f]{32}$/, `AC${"0".repeat(32)}`))
  .option(
    "--store <storeId>",
    "its first store",
    matching(/^store_[a-z0-9_]{2,24}$/, "store_centro"),
    "store_centro",
  )
  .option("--address <address>", "the store's address", "Rua Exemplo, 100 - Centro, São Paulo - SP")
  .option("--silo", "a queue of its own for inbound messages")
  .action((clientId: string, options: NewOptions) => {
    const file = path.join(options.dir, `${clientId}.yaml`);
    const { store, silo = false, ...rest } = options;
    const text = tenantTemplate({ ...rest, clientId, storeId: store, silo, now: new Date() });
    writeNew(file, text);
    console.log(`Wrote ${path.relative(process.cwd(), file)}.`);
    if (!rest.phone || !rest.accountSid)
      console.log("It is not active: put its Twilio account and number in, then set active to true.");
    const { problems } = checkTenants(options.dir);
    if (problems.length === 0) return;
    console.log(problems.map(sentenceOf).join("\n"));
    process.exitCode = 1;
  });

command("list", "A table of all restaurants.").action(({ dir }: Options) => {
  const checked = checkTenants(dir);
  console.log(tenantList(checked.tenants.map(({ tenant }) => tenant)));
  tellOfOthers(checked);
});

command("show", "One restaurant: its settings, and what each of its stores offers.")
  .argument("<clientId>", "its id, client_…")
  .action((clientId: string, { dir }: Options) => {
    const checked = checkTenants(dir);
    const found = checked.tenants.find(({ tenant }) => tenant.clientId === clientId);
    if (found) console.log(tenantDetails(found.tenant));
    else {
      console.error(`No file of ${dir} that is in order has the clientId ${clientId}.`);
      process.exitCode = 1;
    }
    tellOfOthers(checked);
  });

interface NewOptions extends Options {
  readonly name: string;
  readonly phone?: string;
  readonly accountSid?: string;
  readonly store: string;
  readonly address: string;
  readonly silo?: boolean;
}

function command(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option("--dir <folder>", "where the files are", (folder) => path.resolve(folder), defaultFolder)
    .hook("preAction", (_, acting) => needFolder(acting.opts<Options>().dir));
}

function needFolder(dir: string): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new Error(
    `There is no folder ${dir}: create it, or give the one with the restaurants' files to --dir (without --dir it is ${defaultFolder}).`,
  );
}

function matching(pattern: RegExp, example: string) {
  return (text: string) => {
    if (pattern.test(text)) return text;
    throw new InvalidArgumentError(`Expected something like ${example}.`);
  };
}

/** `wx` fails when there is one, whoever wrote it a moment ago. */
function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new Error(`${file} is there already: choose another clientId, or edit that file.`);
  }
}

function tellOfOthers({ problems }: Checked): void {
  if (problems.length === 0) return;
  console.error(`\n${count(problems.length, "problem")}; npm run tenant -- validate names them.`);
  process.exitCode = 1;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

try {
  program.parse();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
