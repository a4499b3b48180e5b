/** What Asaas's words mean for a charge of ours: the names of its events and of its statuses, as literal tables. */
import type { AsaasCharge } from "../adapters/asaas.ts";
import type { PaymentEvent } from "../shared/payment-api.ts";

export type Meaning = "paid" | "partly_refunded" | "refunded" | "disputed" | "deleted" | "refund_denied";

/** Something that is known of a charge at Asaas, whoever said it. */
export interface Fact {
  readonly meaning: Meaning;
  readonly providerPaymentId: string;
  /** Of the charge. */
  readonly amountCentavos: number;
  /** What went back of it, if that is known. */
  readonly refundedCentavos?: number;
}

/** Other events are noted and move nothing. */
export const eventMeanings: Readonly<Partial<Record<string, Meaning>>> = {
  /** Paid, with the balance to come; and paid, with the balance there. A charge may say either or both. */
  PAYMENT_CONFIRMED: "paid",
  PAYMENT_RECEIVED: "paid",
  PAYMENT_PARTIALLY_REFUNDED: "partly_refunded",
  PAYMENT_REFUNDED: "refunded",
  PAYMENT_REFUND_DENIED: "refund_denied",
  PAYMENT_CHARGEBACK_REQUESTED: "disputed",
  PAYMENT_CHARGEBACK_DISPUTE: "disputed",
  PAYMENT_AWAITING_CHARGEBACK_REVERSAL: "disputed",
  PAYMENT_DELETED: "deleted",
};

/** Other statuses are of a charge that can still be paid. */
export const statusMeanings: Readonly<Partial<Record<string, Meaning>>> = {
  CONFIRMED: "paid",
  RECEIVED: "paid",
  RECEIVED_IN_CASH: "paid",
  DUNNING_RECEIVED: "paid",
  /** The money has come, and is not gone yet. */
  REFUND_REQUESTED: "paid",
  REFUND_IN_PROGRESS: "paid",
  REFUNDED: "refunded",
  CHARGEBACK_REQUESTED: "disputed",
  CHARGEBACK_DISPUTE: "disputed",
  AWAITING_CHARGEBACK_REVERSAL: "disputed",
};

export function factOfEvent(event: PaymentEvent): Fact | undefined {
  const meaning = eventMeanings[event.event];
  if (!meaning) return undefined;
  const { providerPaymentId, amountCentavos, refundedCentavos } = event;
  return { meaning, providerPaymentId, amountCentavos, refundedCentavos };
}

/** Undefined while it can still be paid. */
export function factOfCharge(charge: AsaasCharge): Fact | undefined {
  const { id, amountCentavos, refundedCentavos } = charge;
  const fact = { providerPaymentId: id, amountCentavos, refundedCentavos };
  const meaning = statusMeanings[charge.status];
  if (meaning === "paid" && refundedCentavos > 0) return { ...fact, meaning: "partly_refunded" };
  if (meaning) return { ...fact, meaning };
  return charge.deleted ? { ...fact, meaning: "deleted" } : undefined;
}

export function hasMoney(charge: AsaasCharge): boolean {
  return statusMeanings[charge.status] !== undefined;
}
