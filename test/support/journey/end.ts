/** What a customer's script has ended in, to be held against its outcome. */
import { conversationIdOf } from "../../../handlers/shared/identity.ts";
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

/** @throws when somebody's name, number or conversation is still there. */
async function nobodysOf(play: Play): Promise<NonNullable<Outcome["nobodys"]>> {
  const tables = ["WhatsAppBotOrders", "ConversationTable", "CustomerTable", "PaymentRecordsTable"];
  const rows = await Promise.all(tables.map((table) => rowsHere(play, table)));
  for (const [at, table] of tables.entries())
    if (JSON.stringify(rows[at]).includes(play.client.phone)) throw new Error(`${table} knows the customer.`);
  return rows[0]!
    .filter(({ orderId }) => play.orderIds.has(String(orderId)))
    .map((row) => row as unknown as NonNullable<Outcome["order"]> & { quote: { totalCentavos: number } })
    .map(({ status, quote: { totalCentavos } }) => ({ status, totalCentavos }));
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
