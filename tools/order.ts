#!/usr/bin/env node
/** `npm run order`: shows a restaurant's order, and does by hand what its support staff may. */

import { Command } from "commander";
import { ulid } from "ulid";
import { exitWhenDone } from "../twin/command-line.ts";
import { centavos, clientId, orderId, reason, requestId, status } from "./order/arguments.ts";
import { moveOrder } from "./order/moving.ts";
import { type OrderKey, type Orders, openOrders } from "./order/orders.ts";
import { planRefund, refundOrder } from "./order/refunding.ts";
import { readable, summaryOf } from "./order/view.ts";
import { endpointOption, prefixOption, regionOption, type Where } from "./where.ts";

type Status = ReturnType<typeof status>;

interface Flags extends Where {
  readonly json?: boolean;
}

interface RefundFlags extends Flags {
  readonly reason: string;
  readonly centavos?: number;
  readonly request?: string;
  readonly yes?: boolean;
}

const program = new Command("npm run order --")
  .description(
    "What a restaurant's support staff do with an order by hand, through the functions that own it. Work in the active region: the other one gets it by replication. Exits 1 when something was refused.",
  )
  .addHelpText(
    "after",
    '\nExamples:\n  npm run order -- show client_bella_napoli ord_01KB2F3V7T9W8X6Y5Z4A3B2C1D\n  npm run order -- move client_bella_napoli ord_01KB2F3V7T9W8X6Y5Z4A3B2C1D cancelled --reason "Faltou massa"\n  npm run order -- refund client_bella_napoli ord_01KB2F3V7T9W8X6Y5Z4A3B2C1D --centavos 1500 --reason "Faltou a coca" --yes',
  );

command(
  "show",
  "Prints its state, items, totals, payment and timeline; nobody's name, address or number.",
).action((client: string, order: string, flags: Flags) =>
  withOrders(flags, async (orders) => {
    const found = summaryOf(await orders.read({ clientId: client, orderId: order }));
    console.log(flags.json ? JSON.stringify(found, null, 2) : readable(found));
  }),
);

command("move", "Moves it as staff may. Cancelling a paid order, or refund_pending, gives its money back.")
  .argument("<status>", "where to; a move that is not possible is answered with those that are", status)
  .requiredOption("--reason <text>", "why: stays on the order, and the customer is told", reason)
  .action((client: string, order: string, to: Status, flags: Flags & { readonly reason: string }) =>
    withOrders(flags, async (orders) => {
      const key: OrderKey = { clientId: client, orderId: order };
      print(await moveOrder(orders, key, to, flags.reason), flags);
    }),
  );

command("refund", "Gives its money back through Asaas: all that is left, or a part.")
  .requiredOption(
    "--reason <text>",
    "why: stays on the charge and on the order, and the customer is told",
    reason,
  )
  .option("--centavos <number>", "a part: 1500 is R$ 15,00 (default: all that is left)", centavos)
  .option("--request <id>", "asks again for a request that got no answer: it is given once", requestId)
  .option("--yes", "do it; without it, only say what would be given back")
  .action((client: string, order: string, flags: RefundFlags) =>
    withOrders(flags, async (orders) => {
      const key: OrderKey = { clientId: client, orderId: order };
      const id = flags.request ?? `ref_${ulid()}`;
      const asked = { requestId: id, amountCentavos: flags.centavos, reason: flags.reason };
      print(await (flags.yes ? refundOrder : planRefund)(orders, key, asked), flags);
    }),
  );

function command(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument("<clientId>", "the restaurant", clientId)
    .argument("<orderId>", "its order, ord_…", orderId)
    .addOption(regionOption("the active region"))
    .addOption(endpointOption)
    .addOption(prefixOption("tables' and functions'"))
    .option("--json", "print the result as JSON");
}

function print(result: { readonly ok: boolean; readonly message: string }, { json }: Flags): void {
  if (json) console.log(JSON.stringify(result, null, 2));
  else if (result.ok) console.log(result.message);
  else console.error(result.message);
  if (!result.ok) process.exitCode = 1;
}

async function withOrders(flags: Flags, work: (orders: Orders) => Promise<void>): Promise<void> {
  const orders = openOrders(flags);
  try {
    await work(orders);
  } finally {
    orders.close();
  }
}

exitWhenDone(program.parseAsync());
