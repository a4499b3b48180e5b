/**
 * The schedule's look at every charge that is open: what a webhook missed is settled, what nobody paid in time is closed,
 * what the order was not told is told, and a webhook that Asaas has paused is reported.
 */
import type { AsaasCharge, AsaasError, AsaasResult } from "../adapters/asaas.ts";
import type { ActiveRegion } from "../shared/active-region.ts";
import { cancelCharge } from "./cancelling.ts";
import { factOfCharge, hasMoney, statusMeanings } from "./meaning.ts";
import { applyFact, disputeWon } from "./moving.ts";
import type { Account, Ports } from "./ports.ts";
import type { PaymentRecord } from "./record.ts";
import { refundCharge } from "./refunding.ts";
import { applyAndWrite } from "./settling.ts";
import { tell, write } from "./telling.ts";

export interface ReconcilePorts extends Ports {
  readonly active: ActiveRegion;
  /** This region. */
  readonly region: string;
  readonly activeTenants: () => Promise<readonly string[]>;
}

export interface Reconciliation {
  readonly ok: true;
  /** Charges that were looked at. */
  readonly looked: number;
  /** Of these, how many are in another state now. */
  readonly changed: number;
  /** Tenants whose webhook does not deliver. */
  readonly paused: number;
}

const minute = 60_000;
/** The webhook, or whoever makes the charge, has this long before anybody else looks. */
const restMs = 2 * minute;
/** An order that was not paid in time is closed by its own schedule first. */
const graceMs = 15 * minute;
const disputeMs = 6 * 60 * minute;
/** Enough for one more charge: two requests and a call of OrderService. */
const reserveMs = 12_000;
const period = 15 * minute;

/** In the active region only: the other one's replica may be behind. One tenant's trouble does not stop the next. */
export async function reconcilePayments(
  ports: ReconcilePorts,
  remainingMs: () => number,
): Promise<Reconciliation> {
  const sum = { looked: 0, changed: 0, paused: 0 };
  if ((await ports.active.current()) !== ports.region) return { ok: true, ...sum };
  for (const clientId of inTurn(await ports.activeTenants(), ports.clock())) {
    if (remainingMs() < reserveMs) {
      ports.log.warn("The reconciliation ran out of time; the next one begins with other tenants.", sum);
      break;
    }
    const log = ports.log.with({ clientId });
    try {
      await reconcileTenant({ ...ports, log }, clientId, sum, remainingMs);
    } catch (error) {
      log.error("A tenant's payments could not be reconciled; the next run tries again.", { error });
    }
  }
  if (sum.changed || sum.paused) ports.log.info("Reconciled payments.", sum);
  return { ok: true, ...sum };
}

/** Each run begins one tenant further, so that none is always the last. */
function inTurn(tenants: readonly string[], now: Date): readonly string[] {
  const first = tenants.length ? Math.floor(now.getTime() / period) % tenants.length : 0;
  return [...tenants.slice(first), ...tenants.slice(0, first)];
}

async function reconcileTenant(
  ports: Ports,
  clientId: string,
  sum: { looked: number; changed: number; paused: number },
  remainingMs: () => number,
): Promise<void> {
  const account = await ports.account(clientId);
  if (!account) return ports.log.warn("There is no key in the Asaas secret; nothing to reconcile.");
  if (!(await delivers(ports, account))) sum.paused++;
  for (const record of await ports.store.open(clientId)) {
    if (remainingMs() < reserveMs) return;
    if (!isDue(record, ports.clock())) continue;
    sum.looked++;
    const { storeId, conversationId, orderId, status } = record;
    const bound = { ...ports, log: ports.log.with({ storeId, conversationId }) };
    try {
      const after = await reconcileCharge(bound, record);
      if (after === "throttled") return bound.log.warn("Asaas takes no more requests for now.", { orderId });
      if (after.status !== status) {
        sum.changed++;
        bound.log.info(`The reconciliation found a charge ${after.status}.`, { orderId, from: status });
      }
    } catch (error) {
      bound.log.error("A charge could not be reconciled; the next run tries again.", { orderId, error });
    }
  }
}

function isDue({ updatedAt, status, untold, checkedAt }: PaymentRecord, now: Date): boolean {
  const since = (at: string) => now.getTime() - Date.parse(at);
  if (status === "disputed" && !untold.length && checkedAt) return since(checkedAt) >= disputeMs;
  return since(updatedAt) >= restMs;
}

async function reconcileCharge(ports: Ports, record: PaymentRecord): Promise<PaymentRecord | "throttled"> {
  // Anew for each: an account's requests must all be over within one charge's time.
  const account = await ports.account(record.clientId);
  if (!account) return record;
  const seen = await look(account, record);
  if (!seen.ok) return refusedLook(seen.error);
  const latest = await tell(ports, await take(ports, record, seen.value));
  const refund = latest.refunds.find(({ taken }) => !taken);
  const { clientId, orderId } = latest;
  if (refund) {
    const { requestId, amountCentavos, reason } = refund;
    const asked = { clientId, orderId, requestId, amountCentavos, reason };
    await refundCharge(ports, { action: "refund_charge", ...asked });
  } else if (isOverdue(latest, ports.clock())) {
    await cancelCharge(ports, { action: "cancel_charge", clientId, orderId });
  }
  return (await ports.store.find(clientId, latest.paymentId)) ?? latest;
}

/** By reference while its id was never seen. Undefined: Asaas has no such charge. */
async function look(
  { asaas }: Account,
  record: PaymentRecord,
): Promise<AsaasResult<AsaasCharge | undefined>> {
  if (record.providerPaymentId) return asaas.charge(record.providerPaymentId);
  const found = await asaas.findCharges(record.orderId);
  return found.ok ? { ok: true, value: found.value.find(hasMoney) ?? found.value[0] } : found;
}

function refusedLook(error: AsaasError): "throttled" {
  if (error.kind === "throttled") return "throttled";
  throw new Error(error.message);
}

async function take(
  ports: Ports,
  record: PaymentRecord,
  charge: AsaasCharge | undefined,
): Promise<PaymentRecord> {
  const { providerPaymentId, status } = record;
  const at = ports.clock().toISOString();
  if (status === "disputed" && charge)
    return write(ports, { ...settledDispute(record, charge, at), checkedAt: at });
  if (!charge && !providerPaymentId) return record;
  const gone = { meaning: "deleted", providerPaymentId: providerPaymentId ?? "", amountCentavos: 0 } as const;
  const fact = charge ? factOfCharge(charge) : gone;
  if (!fact || applyFact(record, fact, at).record === record) return record;
  return applyAndWrite(ports, { ...record, updatedAt: at }, fact);
}

/** Lost: the money is gone. Won: Asaas calls it paid again. */
function settledDispute(record: PaymentRecord, charge: AsaasCharge, at: string): PaymentRecord {
  if (statusMeanings[charge.status] === "paid") return disputeWon(record);
  const fact = factOfCharge(charge);
  return fact ? applyFact(record, fact, at).record : record;
}

function isOverdue({ status, expiresAt }: PaymentRecord, now: Date): boolean {
  const waits = status === "creating" || status === "pending";
  return waits && Date.parse(expiresAt) + graceMs <= now.getTime();
}

/** Asaas pauses a queue after fifteen failures, and starts it again only by hand. */
async function delivers({ metrics, log }: Ports, { asaas }: Account): Promise<boolean> {
  const webhooks = await asaas.webhooks();
  if (!webhooks.ok) {
    log.warn("Asaas did not say how its webhook is.", { error: webhooks.error });
    return true;
  }
  const ours = webhooks.value.filter(({ url }) => url.includes("/webhook/asaas/"));
  if (ours.some(({ enabled, interrupted }) => enabled && !interrupted)) return true;
  const state = !ours.length
    ? "is not configured"
    : ours.some(({ enabled }) => enabled)
      ? "is paused"
      : "is disabled";
  metrics.count("PaymentQueuePaused");
  log.error(
    `Asaas's webhook ${state}: payments are only seen by the reconciliation. Mend it in Asaas's panel.`,
    {
      urls: ours.map(({ url }) => url),
    },
  );
  return false;
}
