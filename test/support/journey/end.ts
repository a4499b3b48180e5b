/** What a customer's script has ended in, to be held against its outcome. */
import { conversationIdOf, customerIdOf } from "../../../handlers/shared/identity.ts";
import { tables } from "../../../handlers/shared/tables.ts";
import { eventually } from "../eventually.ts";
import { lastOrder, type Play } from "./act.ts";
import { regionOf, rowsOf } from "./orders.ts";
import type { Outcome } from "./script.ts";

/** The same fields as the outcome has, as they are. @param since twin time of the script's beginning */
export async function endOf(play: Play, outcome: Outcome, since: number): Promise<Outcome> {
  const order = await lastOrder(play);
  const sent = play.client.heard();
  return {
    order: order && { status: order.status, totalCentavos: order.quote?.totalCentavos ?? 0 },
    charge: chargeOf(play, order?.orderId),
    messages: sent.length,
    ...(outcome.items && { items: linesOf(order) }),
    ...(outcome.basket && { basket: await basketOf(play) }),
    ...(outcome.templates !== undefined && {
      templates: sent.filter(({ contentSid, choices }) => contentSid !== undefined && !choices).length,
    }),
    ...(outcome.nobodys && { nobodys: await nobodysOf(play) }),
    ...(outcome.log && { log: outcome.log.filter((text) => isInLog(play, text)) }),
    ...(outcome.metrics && { metrics: outcome.metrics.filter((name) => wasCounted(play, name, since)) }),
  };
}

function chargeOf({ twin, script }: Play, orderId: string | undefined): Outcome["charge"] {
  const charge = twin.asaas
    .charges(script.restaurant)
    .find(({ externalReference }) => externalReference === orderId);
  if (!charge) return undefined;
  const { deleted, status, amountCentavos: centavos, refundedCentavos: refunded } = charge;
  return { status: (deleted ? "DELETED" : status) as "DELETED", centavos, refunded };
}

function linesOf(order: { lines: readonly { itemId: string; quantity: number }[] } | undefined): string[] {
  return (order?.lines ?? []).map(({ itemId, quantity }) => `${quantity}x ${itemId}`).sort();
}

async function rowsHere({ twin }: Play, table: string) {
  return rowsOf(twin, twin.activeRegion() ?? "", table);
}

async function basketOf(play: Play): Promise<string[]> {
  const conversationId = idOf(play);
  const rows = await rowsHere(play, "WhatsAppBotOrders");
  const carts = rows.filter((row) => row.conversationId === conversationId && row.status === "cart");
  return carts.flatMap((cart) => linesOf(cart as unknown as Parameters<typeof linesOf>[0])).sort();
}

/** @throws when somebody's number, conversation or customer is still anywhere in a region. */
async function nobodysOf(play: Play): Promise<NonNullable<Outcome["nobodys"]>> {
  for (const region of play.twin.regions.keys()) await eventually(() => forgottenIn(play, region), 15_000);
  return (await rowsHere(play, "WhatsAppBotOrders"))
    .filter(({ orderId }) => play.orderIds.has(String(orderId)))
    .map((row) => row as unknown as NonNullable<Outcome["order"]> & { quote: { totalCentavos: number } })
    .map(({ status, quote: { totalCentavos } }) => ({ status, totalCentavos }));
}

async function forgottenIn(play: Play, region: string): Promise<void> {
  const { twin, client, script } = play;
  const known = [client.phone, idOf(play), customerIdOf(script.restaurant, client.phone)];
  const knows = (what: unknown) => known.some((text) => JSON.stringify(what).includes(text));
  for (const table of Object.keys(tables)) {
    const rows = await rowsOf(twin, region, table);
    // How often they used a coupon is kept, whoever they are.
    const row = rows.find((one) => knows(one) && !String(one.orderId).startsWith("coupon#"));
    if (row) throw new Error(`${table} in ${region} knows the customer: ${JSON.stringify(row)}`);
  }
  const { s3 } = regionOf(twin, region);
  const key = s3.buckets.flatMap(({ name }) => s3.versions(name)).find((version) => knows(version.key));
  if (key) throw new Error(`${region} keeps the customer's ${key.key}.`);
}

function isInLog(play: Play, text: string): boolean {
  const conversationId = idOf(play);
  return [...play.twin.regions.values()].some((region) =>
    region.logs().some(({ line }) => line.includes(conversationId) && line.includes(text)),
  );
}

function wasCounted({ twin }: Play, wanted: string, since: number): boolean {
  const metrics = regionOf(twin, twin.activeRegion() ?? "").metrics();
  return metrics.some(({ name, time, value }) => name === wanted && time >= since && value > 0);
}

function idOf({ script, client }: Play): string {
  return conversationIdOf(script.restaurant, client.phone);
}
