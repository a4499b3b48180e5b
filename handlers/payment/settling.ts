/** What Asaas says about a charge, applied once and told to its order. */
import type { PaymentEvent } from "../shared/payment-api.ts";
import { type Fact, factOfCharge, factOfEvent } from "./meaning.ts";
import { applyFact } from "./moving.ts";
import type { Ports } from "./ports.ts";
import { type PaymentRecord, paymentIdOf, withEvent } from "./record.ts";
import { reportUnapplied, tell, write } from "./telling.ts";

/** Throws when it must be delivered again: a store that lost a race, an order that does not answer or is not here yet. */
export async function applyEvent(ports: Ports, event: PaymentEvent): Promise<void> {
  const { orderId, providerPaymentId } = event;
  const about = { orderId, providerPaymentId, event: event.event, eventId: event.eventId };
  const record = await recordOf(ports, event);
  if (!record) {
    // One of ours whose record has not reached this region yet; a restaurant's own charges have other references.
    if (orderId?.startsWith("ord_"))
      throw new Error(`No charge of ${orderId} is known to ${event.clientId}; ${event.event} waits for it.`);
    ports.log.info("An event about a charge that no order made; nothing to do.", about);
    return;
  }
  const log = ports.log.with({ storeId: record.storeId, conversationId: record.conversationId });
  const bound = { ...ports, log };
  const seen = record.events.some(({ eventId }) => eventId === event.eventId);
  if (!seen) log.info(`${event.event} of a charge that is ${record.status}.`, about);
  await tell(bound, seen ? record : await take(bound, record, event));
}

async function recordOf({ store }: Ports, event: PaymentEvent): Promise<PaymentRecord | undefined> {
  const { clientId, orderId, providerPaymentId } = event;
  const byOrder = orderId ? await store.find(clientId, paymentIdOf(orderId)) : undefined;
  return byOrder ?? store.findByProviderId(clientId, providerPaymentId);
}

/**
 * The event is noted by the very write that it changes the charge with. One that changes nothing is not written:
 * "created" arrives while the charge is still being made, and would take its record from under it.
 */
async function take(ports: Ports, record: PaymentRecord, event: PaymentEvent): Promise<PaymentRecord> {
  const fact = await wholeFact(ports, event);
  return fact ? applyAndWrite(ports, withEvent(record, event, ports.clock().toISOString()), fact) : record;
}

/** A partial refund that does not say how much is looked up. */
async function wholeFact({ account }: Ports, event: PaymentEvent): Promise<Fact | undefined> {
  const fact = factOfEvent(event);
  if (fact?.meaning !== "partly_refunded" || fact.refundedCentavos !== undefined) return fact;
  const seen = await (await account(event.clientId))?.asaas.charge(fact.providerPaymentId);
  if (seen?.ok && seen.value) return factOfCharge(seen.value);
  throw new Error(`Asaas did not say how much of ${fact.providerPaymentId} went back; the event waits.`);
}

export async function applyAndWrite(ports: Ports, record: PaymentRecord, fact: Fact): Promise<PaymentRecord> {
  const { record: moved, problem } = applyFact(record, fact, ports.clock().toISOString());
  const stored = await write(ports, moved);
  if (problem) reportUnapplied(ports, stored, problem);
  if (stored.status === "disputed" && record.status !== "disputed") reportDispute(ports, stored);
  return stored;
}

function reportDispute({ metrics, log }: Ports, record: PaymentRecord): void {
  metrics.count("PaymentDisputed");
  const { orderId, paymentId, providerPaymentId, paidCentavos } = record;
  log.error(
    "The payer's bank wants the money of an order back. Answer it in Asaas's panel, with proof of delivery.",
    {
      ...{ orderId, paymentId, providerPaymentId, paidCentavos },
    },
  );
}
