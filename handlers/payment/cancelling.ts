/** Withdrawing an order's charge, so that nobody pays for what will not be made. */
import type { AsaasCharge, AsaasResult } from "../adapters/asaas.ts";
import type { PaymentRequest, PaymentResult } from "../shared/payment-api.ts";
import { asFailure, failure, notConfigured } from "./charging.ts";
import { hasMoney } from "./meaning.ts";
import type { Account, Ports } from "./ports.ts";
import { type PaymentRecord, paymentIdOf } from "./record.ts";

type CancelCharge = Extract<PaymentRequest, { action: "cancel_charge" }>;

export async function cancelCharge(ports: Ports, request: CancelCharge): Promise<PaymentResult> {
  const { clientId, orderId } = request;
  const paymentId = paymentIdOf(orderId);
  const record = await ports.store.find(clientId, paymentId);
  // The record is written before Asaas is asked: without one there is nothing to withdraw.
  if (!record) return { ok: true, paymentId };
  if (record.status === "cancelled" || record.status === "refunded") return cancelled(record);
  if (record.paidAt) return paid(orderId);
  const account = await ports.account(clientId);
  if (!account) return notConfigured(clientId);

  // By reference, since a charge whose answer was never seen has no id here.
  const charges = await account.asaas.findCharges(orderId);
  if (!charges.ok) return asFailure(charges.error);
  if (charges.value.some(hasMoney)) return paid(orderId);
  for (const charge of charges.value) {
    const gone = await remove(account, charge);
    if (!gone.ok) return asFailure(gone.error);
    if (gone.value === "paid") return paid(orderId);
  }
  const stored = await ports.store.put({
    ...record,
    status: "cancelled",
    busyUntil: undefined,
    updatedAt: ports.clock().toISOString(),
  });
  if (!stored) return failure("no_answer", `The charge of ${orderId} changed while it was withdrawn.`);
  ports.log.info("Withdrew a charge.", { orderId, paymentId, charges: charges.value.map(({ id }) => id) });
  return cancelled(stored);
}

/** Asaas refuses to delete a charge that was paid a moment ago, and knows nothing of one that is gone. */
async function remove({ asaas }: Account, { id }: AsaasCharge): Promise<AsaasResult<"gone" | "paid">> {
  const deleted = await asaas.deleteCharge(id);
  if (deleted.ok) return { ok: true, value: "gone" };
  if (deleted.error.kind !== "refused") return deleted;
  return { ok: true, value: deleted.error.status === 404 ? "gone" : "paid" };
}

function cancelled({ paymentId, providerPaymentId }: PaymentRecord): PaymentResult {
  return { ok: true, paymentId, providerPaymentId };
}

function paid(orderId: string): PaymentResult {
  return failure("already_paid", `The charge of ${orderId} is paid: its settlement is on the way.`);
}
