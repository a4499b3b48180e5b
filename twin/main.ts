#!/usr/bin/env node
/** `npm start`: both regions on this machine, and the page to use them with. */

import { Command, InvalidArgumentError } from "commander";
import { exitWhenDone, numberFrom } from "./command-line.ts";
import { startConsole } from "./console/console.ts";
import { leaveStore, type Store } from "./external-pos.ts";
import { chooseModel } from "./outside/model/choose.ts";
import { startTwin } from "./twin.ts";

const program = new Command("npm start --")
  .description(
    "Runs both regions of the WhatsApp ordering assistant on this machine, from the same Pulumi program that `pulumi up` applies, and prints the address of a page with a phone, a kitchen and the two regions.",
  )
  .option("--port <port>", "port of the page", port, 4000)
  .option("--dns-port <port>", "port of Route 53's DNS server (default: a free one)", port)
  .option("--state <folder>", "keep tables, queues, conversations and orders there (default: memory)")
  .option(
    "--speed <factor>",
    "how fast time passes for health checks, schedules and time-outs",
    numberFrom(0.1, 1000),
    1,
  )
  .option("--external-pos <clientId/storeId>", "leave a store to a point of sale of your own", store)
  .option("--external-pos-config <file>", "the configuration that is written for it", "pos-client.json")
  .addHelpText(
    "after",
    `
Environment:
  BEDROCK=stand-in   a deterministic model that speaks Portuguese (the default; no network)
  BEDROCK=aws        the real Bedrock, with this machine's AWS credentials
  BEDROCK=http://…   any OpenAI-compatible server; BEDROCK_MODEL names the model there

Examples:
  npm start
  npm start -- --port 8080 --state .twin --speed 10
  BEDROCK=http://127.0.0.1:11434/v1 BEDROCK_MODEL=qwen3 npm start`,
  );

interface Flags {
  readonly port: number;
  readonly dnsPort?: number;
  readonly state?: string;
  readonly speed: number;
  readonly externalPos?: Store;
  readonly externalPosConfig: string;
}

async function main(): Promise<void> {
  const flags = program.parse().opts<Flags>();
  const model = chooseModel(process.env.BEDROCK, process.env.BEDROCK_MODEL);
  const started = performance.now();
  const stopping = Promise.withResolvers<void>();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.resolve());

  const twin = await startTwin({
    ...{ speed: flags.speed, stateDir: flags.state, dnsPort: flags.dnsPort, model },
    onProgress: (step) => console.error(`${step}…`),
  });
  const page = await startConsole(twin, { port: flags.port }).catch(async (error: unknown) => {
    await twin.stop();
    throw error;
  });
  console.error(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`);
  console.log(`  Page   ${page.origin}`);
  for (const { region } of Object.values(twin.graph.stacks))
    console.log(
      `  ${region.padEnd(10)} ${twin.roleOf(region).padEnd(9)} AWS endpoint ${twin.regions.get(region)!.endpoint}`,
    );
  const { accessKeyId, secretAccessKey } = [...twin.regions.values()][0]!.operator;
  console.log(`  AWS    AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`);
  const [address, dnsPort] = twin.route53.server.split(":");
  console.log(`  DNS    dig @${address} -p ${dnsPort} ${twin.publicHost}\n`);
  const left = flags.externalPos && (await leaveStore(twin, flags.externalPos, flags.externalPosConfig));
  if (left) console.log(`  POS    npm run pos-client -- run --config ${flags.externalPosConfig}\n`);
  console.log("Ctrl-C stops everything.");

  await stopping.promise;
  console.error("\nStopping…");
  await left?.door.close();
  await page.close();
  await twin.stop();
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65535) return value;
  throw new InvalidArgumentError("Expected a port, 0 to 65535.");
}

function store(text: string): Store {
  const [clientId, storeId, more] = text.split("/");
  if (clientId && storeId && more === undefined) return { clientId, storeId };
  throw new InvalidArgumentError("Expected <clientId>/<storeId>.");
}

exitWhenDone(main());
