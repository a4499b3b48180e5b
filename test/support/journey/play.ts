/** Plays a script against the twin and checks what it ends in. */
import { expect } from "chai";
import type { OrderRecord } from "../../../handlers/order/record.ts";
import { type Customer, customer } from "../../../twin/outside/customer.ts";
import type { CustomerSays } from "../../../twin/outside/twilio/types.ts";
import type { Twin } from "../../../twin/twin.ts";
import { eventually } from "../eventually.ts";
import { ordersOf } from "./orders.ts";
import type { Script, Step } from "./script.ts";

/** @param phone a number that nobody else uses in this twin. */
export async function play(twin: Twin, script: Script, phone: string): Promise<void> {
  const { twilio, events } = twin;
  const clientId = script.restaurant;
  const client = customer({ twilio, events, clientId, phone, profileName: script.customer });
  for (const [index, step] of script.steps.entries()) {
    try {
      await act(twin, script, client, step);
      for (const text of [step.hear ?? []].flat())
        await client.hears((message) => fits(message.text, text), 15_000);
    } catch (error) {
      throw new Error(`step ${index + 1} (${JSON.stringify(step)}): ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
  await eventually(() => checkEnd(twin, script, client));
}

async function act(twin: Twin, script: Script, client: Customer, step: Step): Promise<void> {
  if (step.minutes_pass) twin.clock.advance(step.minutes_pass * 60_000);
  if (step.model) {
    const faults = { throttled: step.model === "throttled", unavailable: step.model === "down" };
    for (const region of twin.regions.values()) region.bedrock.setFaults(faults);
  }
  if (step.asaas) twin.asaas.faults(step.asaas);
  for (const { text, more } of saidIn(step, twin)) {
    const { error } = await client.say(text, more);
    if (error) throw new Error(`the message did not arrive: ${error.message}`);
  }
  if (step.burst) await Promise.all(step.burst.map((text) => client.say(text)));
  if (step.redeliver) {
    const { sid } = lastSaid(twin, script, client);
    await Promise.all(Array.from({ length: step.redeliver }, () => twin.twilio.redeliver(sid)));
  }
  if (step.pay) {
    const charge = await eventually(async () => {
      const order = await lastOrder(twin, script, client);
      const found = twin.asaas.charges(script.restaurant).find((c) => c.externalReference === order?.orderId);
      expect(found, "a charge for the customer's order").to.not.equal(undefined);
      return found!;
    });
    expect(twin.asaas.pay(charge.pixCode)).to.include({ ok: true });
  }
  if (step.redeliver_payment) {
    const queue = twin.asaas.webhooks().find(({ clientId }) => clientId === script.restaurant);
    await twin.asaas.redeliver(queue?.deliveries.at(-1)?.eventId ?? "");
  }
  if (step.kitchen) {
    const { status, ...details } = step.kitchen;
    const entry = await eventually(async () => {
      const order = await lastOrder(twin, script, client);
      const found = twin.pos.order(order?.orderId ?? "");
      expect(found, "the order on the kitchen's board").to.not.equal(undefined);
      return found!;
    });
    expect(await twin.pos.setStatus(entry.order.orderId, status, details)).to.include({ ok: true });
  }
}

/** The one message of a step, as Twilio takes it. */
function saidIn(step: Step, twin: Twin): { text: string; more?: Partial<CustomerSays> }[] {
  if (step.say !== undefined) return [{ text: step.say }];
  if (step.tap) return [{ text: step.tap.text, more: { button: step.tap } }];
  if (step.location) return [{ text: "", more: { location: step.location } }];
  if (step.media) {
    // Twilio keeps what customers send under its own address.
    const url = `${twin.twilio.baseUrl}/2010-04-01/Accounts/AC/Messages/MM/Media/ME`;
    return [{ text: "", more: { media: [{ url, contentType: step.media }] } }];
  }
  return [];
}

async function checkEnd(twin: Twin, { outcome, restaurant }: Script, client: Customer): Promise<void> {
  const order = await lastOrderOf(twin, restaurant, client.phone);
  if (!outcome.order) expect(order, "no order").to.equal(undefined);
  else
    expect({ status: order?.status, totalCentavos: order?.quote?.totalCentavos }).to.deep.equal(
      outcome.order,
    );
  if (outcome.items)
    expect(order?.lines.map(({ itemId, quantity }) => `${quantity}x ${itemId}`)).to.have.members(
      outcome.items,
    );
  if (outcome.messages !== undefined) expect(client.heard()).to.have.length(outcome.messages);
}

function lastOrder(twin: Twin, script: Script, client: Customer): Promise<OrderRecord | undefined> {
  return lastOrderOf(twin, script.restaurant, client.phone);
}

async function lastOrderOf(twin: Twin, clientId: string, phone: string): Promise<OrderRecord | undefined> {
  return (await ordersOf(twin, twin.activeRegion() ?? "", clientId, phone)).at(-1);
}

function lastSaid(twin: Twin, script: Script, client: Customer) {
  const { messages } = twin.twilio.conversation(script.restaurant, client.phone);
  const last = messages.findLast(({ direction }) => direction === "inbound");
  if (!last) throw new Error("the customer has said nothing yet");
  return last;
}

function fits(text: string, wanted: string): boolean {
  const pattern = /^\/(.*)\/$/s.exec(wanted)?.[1];
  return pattern === undefined ? plain(text).includes(plain(wanted)) : new RegExp(pattern, "s").test(text);
}

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
}
