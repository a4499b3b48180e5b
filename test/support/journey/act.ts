/** What a step does to the twin. */
import { expect } from "chai";
import { conversationIdOf } from "../../../handlers/shared/identity.ts";
import type { Customer } from "../../../twin/outside/customer.ts";
import { tapped } from "../../../twin/outside/twilio/tap.ts";
import type { CustomerSays, WhatsAppMessage } from "../../../twin/outside/twilio/types.ts";
import type { Twin } from "../../../twin/twin.ts";
import { eventually } from "../eventually.ts";
import { ordersOf } from "./orders.ts";
import { letMinutesPass, letPass } from "./quiet.ts";
import type { Configuration, Script, Step } from "./script.ts";
import { msUntil } from "./time.ts";

export interface Play {
  readonly twin: Twin;
  readonly script: Script;
  readonly client: Customer;
  /** Of the orders that the customer had so far. */
  readonly orderIds: Set<string>;
  /** Changes the script's restaurant until its end. */
  configure(change: Configuration): Promise<void>;
  /** Resolves when every customer of the script is at this step. */
  together(step: Step): Promise<void>;
}

export async function act(play: Play, step: Step): Promise<void> {
  const { twin, client } = play;
  if (step.together) await play.together(step);
  if (step.minutes_pass) await letMinutesPass(twin, step.minutes_pass);
  if (step.hours_pass) await letPass(twin, step.hours_pass * 3_600_000);
  if (step.until) await letPass(twin, msUntil(twin.clock.now(), step.until));
  if (step.configure) await play.configure(step.configure);
  if (step.model) {
    const faults = { throttled: step.model === "throttled", unavailable: step.model === "down" };
    for (const region of twin.regions.values()) region.bedrock.setFaults(faults);
  }
  for (const { bedrock } of twin.regions.values())
    if (step.model_calls) bedrock.setFaults({ callsLeft: step.model_calls });
  if (step.asaas) twin.asaas.faults(step.asaas);
  for (const { text, more } of saidIn(step, play)) {
    const { error } = await client.say(text, more);
    if (error) throw new Error(`the message did not arrive: ${error.message}`);
  }
  if (step.burst) await Promise.all(step.burst.map((text) => client.say(text)));
  if (step.redeliver) {
    const { sid } = lastSaid(play);
    await Promise.all(Array.from({ length: step.redeliver }, () => twin.twilio.redeliver(sid)));
  }
  await actOutside(play, step);
}

/** What others do: a bank, Asaas, the restaurant. */
async function actOutside(play: Play, step: Step): Promise<void> {
  const { twin, client, script } = play;
  if (step.pay) expect(twin.asaas.pay((await lastCharge(play)).id)).to.include({ ok: true });
  if (step.refund) {
    const centavos = step.refund === "all" ? undefined : step.refund;
    expect(twin.asaas.refund((await lastCharge(play)).id, centavos)).to.include({ ok: true });
  }
  if (step.redeliver_payment) {
    const queue = twin.asaas.webhooks().find(({ clientId }) => clientId === script.restaurant);
    await twin.asaas.redeliver(queue?.deliveries.at(-1)?.eventId ?? "");
  }
  if (step.staff) {
    const id = conversationIdOf(script.restaurant, client.phone);
    const done =
      step.staff === "resume"
        ? await twin.pos.resume(script.restaurant, id)
        : await twin.pos.reply(script.restaurant, id, step.staff.reply);
    expect(done).to.deep.equal({ ok: true });
  }
  if (step.kitchen) {
    const { status, ...details } = step.kitchen;
    const entry = await eventually(async () => {
      const order = await lastOrder(play);
      const found = twin.pos.order(order?.orderId ?? "");
      expect(found, "the order on the kitchen's board").to.not.equal(undefined);
      return found!;
    });
    expect(await twin.pos.setStatus(entry.order.orderId, status, details)).to.include({ ok: true });
  }
}

/** The one message of a step, as Twilio takes it. */
function saidIn(step: Step, { twin, client }: Play): { text: string; more?: Partial<CustomerSays> }[] {
  if (step.say !== undefined) return [{ text: step.say }];
  if (step.choose) return [chosen(step.choose, client.heard().at(-1))];
  if (step.tap) return [{ text: step.tap.text, more: { button: step.tap } }];
  if (step.location) return [{ text: "", more: { location: step.location } }];
  if (step.media) {
    // Twilio keeps what customers send under its own address.
    const url = `${twin.twilio.baseUrl}/2010-04-01/Accounts/AC/Messages/MM/Media/ME`;
    return [{ text: "", more: { media: [{ url, contentType: step.media }] } }];
  }
  return [];
}

/** By tapping it, or by its number where the offer was a text. */
function chosen(title: string, offer: WhatsAppMessage | undefined) {
  const { choices = [], text = "" } = offer ?? {};
  const choice = choices.find((one) => one.title === title);
  if (choice) return { text: title, more: tapped(choices, choice) };
  const number = [...text.matchAll(/^\*(\d+)\* – (.+)$/gm)].find(([, , one]) => one === title)?.[1];
  if (!number)
    throw new Error(`"${title}" is not among what was offered: ${JSON.stringify(offer ?? "nothing")}`);
  return { text: number };
}

export async function lastOrder({ twin, script, client, orderIds }: Play) {
  const orders = await ordersOf(twin, twin.activeRegion() ?? "", script.restaurant, client.phone);
  for (const { orderId } of orders) orderIds.add(orderId);
  return orders.at(-1);
}

function lastCharge(play: Play) {
  return eventually(async () => {
    const order = await lastOrder(play);
    const charges = play.twin.asaas.charges(play.script.restaurant);
    const found = charges.find(({ externalReference }) => externalReference === order?.orderId);
    expect(found, "a charge for the customer's order").to.not.equal(undefined);
    return found!;
  });
}

function lastSaid({ twin, script, client }: Play) {
  const { messages } = twin.twilio.conversation(script.restaurant, client.phone);
  const last = messages.findLast(({ direction }) => direction === "inbound");
  if (!last) throw new Error("the customer has said nothing yet");
  return last;
}
