/** The primary goes dark in the middle of a conversation; the secondary has to go on with the same cart. */
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import type { DrillReport } from "./report.ts";

/** Twin milliseconds between two messages of an impatient customer. */
const patienceMs = 5_000;
/** Twin milliseconds after which nobody waits any more. */
const giveUpMs = 5 * 60_000;

export async function regionDark(twin: Twin, say: (step: string) => void): Promise<DrillReport> {
  const { clock, events, twilio } = twin;
  const from = twin.activeRegion();
  const to = [...twin.regions.keys()].find((region) => region !== from);
  // One store: the customer does not have to choose.
  const tenant = twin.tenants.find(({ stores }) => stores.length === 1) ?? twin.tenants[0];
  const item = tenant?.stores[0]?.orderConfig.menu[0]?.items.find(({ available }) => available);
  if (!from || !to || !tenant || !item)
    throw new Error(
      "The drill needs two regions, one of them active, and a restaurant with something on its menu.",
    );
  const client = customer({
    twilio,
    events,
    clientId: tenant.clientId,
    phone: "+5511955550100",
    profileName: "Ana",
  });

  say(`A customer of ${tenant.name} orders in ${from}`);
  const before = await client.ask(`Quero 2 ${item.name}`);
  const total = /Total: (R\$ [\d.,]+)/.exec(before.text)?.[1];
  if (!total) throw new Error(`The order did not begin: the restaurant said "${before.text}".`);

  await settled(twin);

  say(`${from} goes dark`);
  const lostAt = clock.now();
  const since = () => (clock.now() - lostAt) / 1000;
  let detectionSeconds = Number.NaN;
  const stopWatching = clock.every(100, () => {
    if (Number.isNaN(detectionSeconds) && twin.activeRegion() === to) {
      detectionSeconds = since();
      say(`Route 53 answers with ${to} after ${detectionSeconds.toFixed(1)} s`);
    }
  });
  await twin.setDark(from, true);
  try {
    let attempts = 0;
    for (;;) {
      attempts++;
      const { error } = await client.say("Quanto deu o meu pedido?");
      if (!error) break;
      if (since() * 1000 > giveUpMs)
        throw new Error(`No message reached ${to} within ${giveUpMs / 60_000} minutes.`);
      await clock.sleep(patienceMs);
    }
    const answer = await client.hears((message) => message.viaRegion === to);
    const firstAnswerSeconds = since();
    const cartIntact = answer.text.includes(`2x ${item.name}`) && answer.text.includes(total);
    return {
      ...{ target: "twin", scenario: "region-dark", speed: clock.speed, from, to },
      ...{ detectionSeconds, firstAnswerSeconds, attempts, cartIntact },
      passed: cartIntact && !Number.isNaN(detectionSeconds),
    };
  } finally {
    stopWatching();
  }
}

/**
 * Until the last turn is over and replicated. Code runs at the machine's own pace however fast the twin's clock is,
 * so that in a fast drill the region would be lost in the very second of an answer, which no customer out-types.
 */
async function settled(twin: Twin): Promise<void> {
  const busy = () =>
    twin.replication.figures().pending > 0 ||
    [...twin.regions.values()].some((region) => region.functions().some((fn) => fn.busy > 0));
  for (let tries = 0; tries < 200 && busy(); tries++) await new Promise((resolve) => setTimeout(resolve, 25));
}
