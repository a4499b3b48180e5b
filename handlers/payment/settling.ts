/** What Asaas says about a charge, applied once. Money settles the order; everything else is noted on the record. */
import type { PaymentEvent } from "../shared/payment-api.ts";
import type { Ports } from "./ports.ts";
import { canMove, type PaymentRecord, paymentIdOf, withEvent } from "./record.ts";

/** Paid, with the balance to come; and paid, with the balance there. A PIX may say either or both. */
const paidEvents: ReadonlySet<string> = new Set(["PAYMENT_CONFIRMED", "PAYMENT_RECEIVED"]);

/** Throws when it must be delivered again: a store that lost a race, an order that does not answer or is not here yet. */
export async function applyEvent(ports: Ports, event: PaymentEvent): Promise<void> {
  const { clientId, orderId, providerPaymentId } = event;
  const about = { orderId, providerPaymentId, event: event.event, eventId: event.eventId };
  const record = await recordOf(ports, event);
  if (!record) {
    // One of ours whose record has not reached this region yet; a restaurant's own charges have other references.
    if (orderId?.startsWith("ord_"))
      throw new Error(`No charge of ${orderId} is known to ${clientId}; ${event.event} waits for it.`);
    ports.log.info("An event about a charge that no order made; nothing to do.", about);
    return;
  }
  const log = ports.log.with({ storeId: record.storeId, conversationId: record.conversationId });
  const bound = { ...ports, log };
  const seen = record.events.some(({ eventId }) => eventId === event.eventId);
  if (!paidEvents.has(event.event)) {
    if (seen) return;
    await write(bound, withEvent(afterEvent(record, event), event, bound.clock().toISOString()));
    log.info(`Noted ${event.event}.`, about);
    return;
  }
  const paid = seen || record.paidAt ? record : await receive(bound, record, event);
  if (paid.status === "paid") await settle(bound, paid);
  else log.info(`${event.event} changes nothing: the charge is ${paid.status}.`, about);
}

async function recordOf({ store }: Ports, event: PaymentEvent): Promise<PaymentRecord | undefined> {
  const { clientId, orderId, providerPaymentId } = event;
  const byOrder = orderId ? await store.find(clientId, paymentIdOf(orderId)) : undefined;
  return byOrder ?? store.findByProviderId(clientId, providerPaymentId);
}

/** A charge that somebody deleted in Asaas's panel can no longer be paid. */
function afterEvent(record: PaymentRecord, { event, providerPaymentId }: PaymentEvent): PaymentRecord {
  const own = record.providerPaymentId === providerPaymentId;
  return event === "PAYMENT_DELETED" && own && canMove(record.status, "cancelled")
    ? { ...record, status: "cancelled" }
    : record;
}

async function receive(ports: Ports, record: PaymentRecord, event: PaymentEvent): Promise<PaymentRecord> {
  const at = ports.clock().toISOString();
  const { providerPaymentId, amountCentavos } = event;
  const noted = withEvent({ ...record, providerPaymentId, paidAt: at }, event, at);
  if (amountCentavos === record.amountCentavos) return write(ports, { ...noted, status: "paid" });
  const stored = await write(ports, { ...noted, status: "unapplied" });
  reportUnapplied(
    ports,
    stored,
    `${amountCentavos} centavos were paid, ${record.amountCentavos} were asked for`,
  );
  return stored;
}

async function settle(ports: Ports, record: PaymentRecord): Promise<void> {
  const { clientId, orderId, paymentId, amountCentavos } = record;
  const result = await ports.order({
    action: "payment_settled",
    ...{ clientId, orderId, paymentId, amountCentavos },
  });
  const at = ports.clock().toISOString();
  if (result.ok) {
    await write(ports, { ...record, status: "settled", updatedAt: at });
    ports.metrics.count("PaymentConfirmed");
    ports.log.info("A payment settled its order.", { orderId, paymentId, amountCentavos });
    return;
  }
  const { code, message } = result.error;
  if (code !== "amount_differs" && code !== "illegal_transition")
    throw new Error(`OrderService did not take the payment of ${orderId}: ${code}. ${message}`);
  reportUnapplied(ports, await write(ports, { ...record, status: "unapplied", updatedAt: at }), message);
}

function reportUnapplied({ metrics, log }: Ports, record: PaymentRecord, because: string): void {
  metrics.count("PaymentFailed");
  const { orderId, paymentId, providerPaymentId } = record;
  log.error(`A payment was not applied to its order: ${because}. Refund it or settle it by hand.`, {
    ...{ orderId, paymentId, providerPaymentId },
  });
}

async function write({ store }: Ports, record: PaymentRecord): Promise<PaymentRecord> {
  const stored = await store.put(record);
  if (stored) return stored;
  throw new Error(
    `Charge ${record.paymentId} changed while an event was applied; the event is delivered again.`,
  );
}
