/** One whole order, from the customer's first message to its delivery, and what the functions ask of each service for it. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceCall } from "../../twin/events.ts";
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";

export type CountedService = keyof typeof callLimits;

/** What an order may ask of each: a little more than it does, so that one more read fits and one more a turn does not. */
export const callLimits = { dynamodb: 95, sqs: 14, bedrock: 12, twilio: 13, asaas: 6 } as const;

const clientId = "client_tempero_da_bahia";

const words: readonly { readonly say: string; readonly hear: RegExp }[] = [
  { say: "Oi, boa noite!", hear: /Posso anotar/ },
  { say: "Quero dois acarajés com camarão e um suco de umbu", hear: /entrega ou retirada/ },
  { say: "Entrega na Rua da Paciência, 20, CEP 41940-340", hear: /Posso confirmar/ },
  { say: "Sim", hear: /QR code/ },
];
const kitchen = [
  { status: "accepted", hear: /Pedido aceito/ },
  { status: "ready", hear: /está pronto/ },
  { status: "out_for_delivery", hear: /saiu para entrega/ },
  { status: "delivered", hear: /Bom apetite/ },
] as const;

/**
 * The calls of a twin that nobody else uses meanwhile. Its schedules rest: what they ask for once a minute is no order's.
 *
 * @param phone of a new customer.
 */
async function callsOfOneOrder(twin: Twin, phone: string): Promise<readonly ServiceCall[]> {
  const regions = [...twin.regions.values()];
  const schedulers = regions.map(({ scheduler }) => scheduler);
  const names = regions.flatMap((region) => region.functions().map(({ name }) => name));
  const functions = new Set(names.filter((name) => !/-(Health|Drain)$/.test(name)));
  for (const scheduler of schedulers) scheduler.setDark(true);
  const calls: ServiceCall[] = [];
  let last = performance.now();
  const note = (call: ServiceCall) => {
    if (!ofFunction(call, functions)) return;
    calls.push(call);
    last = performance.now();
  };
  const idle = async () => {
    for (last = performance.now(); performance.now() - last < idleMs; ) await sleep(50);
  };
  try {
    await idle();
    twin.events.on("call", note);
    await order(twin, phone);
    await idle();
    return calls;
  } finally {
    twin.events.off("call", note);
    for (const scheduler of schedulers) scheduler.setDark(false);
  }
}

/** Of an order in a system at work: what functions keep between two messages, an order before this one has had them read. */
export async function countOneOrder(
  twin: Twin,
  phones: readonly [string, string],
): Promise<Record<CountedService, number>> {
  await callsOfOneOrder(twin, phones[0]);
  return countByService(await callsOfOneOrder(twin, phones[1]));
}

function countByService(calls: readonly ServiceCall[]): Record<CountedService, number> {
  const count = (service: string) => calls.filter((call) => call.service === service).length;
  const services = Object.keys(callLimits) as CountedService[];
  return Object.fromEntries(services.map((service) => [service, count(service)])) as Record<
    CountedService,
    number
  >;
}

const idleMs = 700;

async function order(twin: Twin, phone: string): Promise<void> {
  const { twilio, asaas, pos, events } = twin;
  const client = customer({ twilio, events, clientId, phone, profileName: "Ana" });
  const hears = (pattern: RegExp) => client.hears(({ text }) => pattern.test(text));
  for (const { say, hear } of words) {
    await client.say(say);
    await hears(hear);
  }
  const paid = asaas.pay(asaas.charges(clientId).at(-1)?.id ?? "");
  if (!paid.ok) throw new Error(`The charge could not be paid: ${paid.reason}`);
  await hears(/confirmado/);
  const orderId = paid.charge.externalReference;
  while (!pos.order(orderId)) await sleep(10);
  for (const { status, hear } of kitchen) {
    const done = await pos.setStatus(orderId, status);
    if (!done.ok) throw new Error(`The kitchen could not say ${status}: ${done.reason}`);
    await hears(hear);
  }
}

/** Not the operator's, nor of the restaurant's software, nor what answers a health check. */
function ofFunction({ at, principal }: ServiceCall, functions: ReadonlySet<string>): boolean {
  return at === "outside" || functions.has(principal.split("/").at(-1) ?? "");
}
