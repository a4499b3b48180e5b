/**
 * Giving money back. A refund is written before Asaas is asked, and Asaas is looked at before it is asked again, since it
 * gives back what it is asked for each time: whatever is cut off in between, the same request finds what is already there.
 */
import type { AsaasCharge, AsaasError, AsaasResult } from "../adapters/asaas.ts";
import type { PaymentRequest, PaymentResult } from "../shared/payment-api.ts";
import { asFailure, chargingMs, failure, notConfigured } from "./charging.ts";
import { factOfCharge } from "./meaning.ts";
import { applyFact } from "./moving.ts";
import type { Account, Ports } from "./ports.ts";
import { committed, type PaymentRecord, paymentIdOf, type Refund } from "./record.ts";

export type RefundCharge = Extract<PaymentRequest, { action: "refund_charge" }>;

/** What became of it is told to the order by Asaas's event or by the reconciliation, as for a refund in Asaas's panel. */
export async function refundCharge(ports: Ports, request: RefundCharge): Promise<PaymentResult> {
  const { clientId, orderId } = request;
  const known = await ports.store.find(clientId, paymentIdOf(orderId));
  if (!known?.paidAt || !known.providerPaymentId)
    return failure("not_paid", `The charge of ${orderId} was not paid: there is nothing to give back.`);
  if (known.status === "refunded") return wasTaken(known, request) ? given(known) : tooMuch(request, 0);
  const now = ports.clock();
  if (known.busyUntil && known.busyUntil > now.toISOString()) return underWay(orderId);
  const account = await ports.account(clientId);
  if (!account) return notConfigured(clientId);
  const seen = await account.asaas.charge(known.providerPaymentId);
  if (!seen.ok) return asFailure(seen.error);
  if (!seen.value) return failure("refused", `Asaas knows no charge ${known.providerPaymentId}.`);

  const record = withSeen(known, seen.value, now);
  if (record.status === "disputed") return isDisputed(ports, known, record);
  const { requestId } = request;
  if (requestId && wasTaken(record, request)) return keep(ports, record, seen.value);
  // Asaas counts refunds only together: with two whose fate is unknown, nobody could tell which of them it made.
  if (record.refunds.some((refund) => !refund.taken && refund.requestId !== requestId))
    return failure("no_answer", `Another refund of ${orderId} is not known to be made yet: ask again later.`);
  const paid = record.paidCentavos ?? record.amountCentavos;
  const left = Math.max(0, paid - Math.max(committed(record), goneOf(seen.value)));
  // Who asks for the whole payment, and gives the request no id, wants all that is left of it.
  const { amountCentavos: asked = left } = request;
  const amountCentavos = !requestId && asked === paid ? left : asked;
  const same = (refund: Refund) =>
    refund.requestId === requestId && (requestId !== undefined || refund.amountCentavos === amountCentavos);
  const others = record.refunds.filter((refund) => refund.taken || !same(refund));
  if (!requestId && (amountCentavos === 0 || record.refunds.some((refund) => refund.taken && same(refund))))
    return keep(ports, record, seen.value);
  if (amountCentavos > left || amountCentavos === 0) {
    // Of a request that was cut off, and that a person has seen to at Asaas meanwhile, nothing is left to take up again.
    if (others.length < record.refunds.length) await ports.store.put({ ...record, refunds: others });
    return tooMuch({ ...request, amountCentavos }, left);
  }
  const refund: Refund = {
    requestId,
    amountCentavos,
    reason: request.reason.slice(0, 500),
    askedAt: now.toISOString(),
    beforeCentavos: goneOf(seen.value),
    taken: false,
  };
  const asking = await ports.store.put({
    ...record,
    refunds: [...others, refund],
    busyUntil: new Date(now.getTime() + chargingMs).toISOString(),
    updatedAt: now.toISOString(),
  });
  return asking ? ask(ports, account, asking, refund) : underWay(orderId);
}

/** The payer's bank takes the money itself, unless the restaurant wins: given back meanwhile, it would go twice. */
async function isDisputed(ports: Ports, known: PaymentRecord, record: PaymentRecord): Promise<PaymentResult> {
  if (known.status !== "disputed") await ports.store.put(record);
  return failure(
    "disputed",
    `The payer's bank disputes the charge of ${record.orderId}: wait for its decision.`,
  );
}

async function ask(
  ports: Ports,
  { asaas }: Account,
  record: PaymentRecord,
  refund: Refund,
): Promise<PaymentResult> {
  const { orderId, paymentId, providerPaymentId = "" } = record;
  const { amountCentavos, beforeCentavos, reason } = refund;
  const asked = await asaas.refundCharge(providerPaymentId, { amountCentavos, description: reason });
  const taken = asked.ok ? asked : await lookAgain(asaas, providerPaymentId, refund, asked.error);
  const now = ports.clock();
  if (!taken.ok) {
    ports.log.error("A refund was not made.", { orderId, paymentId, amountCentavos, error: taken.error });
    ports.metrics.count("PaymentFailed");
    // A refusal is final; otherwise the reconciliation takes it up again.
    const refunds = record.refunds.filter((other) => other.taken || taken.error.kind !== "refused");
    await ports.store.put({ ...record, refunds, busyUntil: undefined, updatedAt: now.toISOString() });
    return asFailure(taken.error);
  }
  ports.log.info("Asked for a refund.", { orderId, paymentId, amountCentavos, beforeCentavos, reason });
  const refunds = record.refunds.map((other) => (other.taken ? other : sameAs(refund, other)));
  return keep(ports, { ...record, refunds, busyUntil: undefined }, taken.value);
}

function sameAs({ requestId, amountCentavos }: Refund, other: Refund): Refund {
  const same = other.requestId === requestId && other.amountCentavos === amountCentavos;
  return same ? { ...other, taken: true } : other;
}

/** Whether the money of this very request is on its way or gone; without an id, whether all of it is gone. */
function wasTaken({ status, refunds }: PaymentRecord, { requestId }: RefundCharge): boolean {
  const all = status === "refunded";
  if (!requestId) return all;
  return refunds.some((refund) => refund.requestId === requestId && (refund.taken || all));
}

function tooMuch({ orderId, amountCentavos }: RefundCharge, left: number): PaymentResult {
  return failure(
    "refused",
    amountCentavos
      ? `${amountCentavos} centavos of ${orderId} cannot go back: ${left} are left.`
      : `Nothing is left of ${orderId} to go back.`,
  );
}

/** A time-out is no failure: the money may be on its way all the same. */
async function lookAgain(
  asaas: Account["asaas"],
  providerPaymentId: string,
  { beforeCentavos, amountCentavos }: Refund,
  error: AsaasError,
): Promise<AsaasResult<AsaasCharge>> {
  if (error.kind !== "unknown") return { ok: false, error };
  const seen = await asaas.charge(providerPaymentId);
  return seen.ok && seen.value && goneOf(seen.value) >= beforeCentavos + amountCentavos
    ? { ok: true, value: seen.value }
    : { ok: false, error };
}

/** The record with what Asaas shows of the charge, the fate of refunds whose answer was never seen included. */
function withSeen(record: PaymentRecord, charge: AsaasCharge, now: Date): PaymentRecord {
  const at = now.toISOString();
  const fact = factOfCharge(charge);
  const moved = fact ? applyFact(record, fact, at).record : record;
  const refunds = moved.refunds.map((refund) =>
    goneOf(charge) >= refund.beforeCentavos + refund.amountCentavos ? { ...refund, taken: true } : refund,
  );
  return { ...moved, refunds, updatedAt: at };
}

/** A refunded charge may list no refunds. */
function goneOf({ status, amountCentavos, refundedCentavos, refundingCentavos }: AsaasCharge): number {
  return status === "REFUNDED" ? amountCentavos : refundedCentavos + refundingCentavos;
}

/** Writes: the first, and those that others' writes may cost. */
const writesAtMost = 4;

/** Notes what Asaas shows, on whatever the record has become meanwhile: a settled charge is not looked at again. */
async function keep(ports: Ports, record: PaymentRecord, charge: AsaasCharge): Promise<PaymentResult> {
  const { clientId, orderId, paymentId } = record;
  let latest = record;
  for (let writes = 0; writes < writesAtMost; writes++) {
    const stored = await ports.store.put(
      withSeen({ ...latest, busyUntil: undefined }, charge, ports.clock()),
    );
    if (stored) return given(stored);
    latest = (await ports.store.find(clientId, paymentId)) ?? latest;
  }
  ports.log.error("A refund that Asaas has could not be noted; its event will tell.", { orderId });
  return given(latest);
}

function given(record: PaymentRecord): PaymentResult {
  const { paymentId, providerPaymentId } = record;
  return { ok: true, paymentId, providerPaymentId, refundedCentavos: committed(record) };
}

function underWay(orderId: string): PaymentResult {
  return failure("no_answer", `The charge of ${orderId} is being worked on at this moment.`);
}
