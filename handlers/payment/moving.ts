/** What a fact changes of a charge: a pure function of the two, the same in whatever order facts come and however often. */
import type { Fact } from "./meaning.ts";
import { canMove, type News, type PaymentRecord, type PaymentStatus } from "./record.ts";

export interface Moved {
  readonly record: PaymentRecord;
  /** Wants a person: money that no order asked for, or that did not go where it should. */
  readonly problem?: string;
}

export function applyFact(record: PaymentRecord, fact: Fact, at: string): Moved {
  switch (fact.meaning) {
    case "deleted":
      // Of a charge that was replaced, it says nothing about the new one.
      return {
        record: fact.providerPaymentId === record.providerPaymentId ? to(record, "cancelled") : record,
      };
    case "refund_denied":
      return refundDenied(record, fact);
    default:
      return moneyMoved(record, fact, at);
  }
}

/** Whatever happened to the money later, it came first. */
function moneyMoved(record: PaymentRecord, fact: Fact, at: string): Moved {
  if (record.paidAt && record.providerPaymentId !== fact.providerPaymentId) return paidTwice(record, fact);
  const { record: paid, problem } = record.paidAt ? { record } : received(record, fact, at);
  switch (fact.meaning) {
    case "disputed":
      return { record: to(paid, "disputed", { news: "disputed", state: "opened" }), problem };
    case "refunded":
      return { record: refunded(paid, paid.paidCentavos ?? fact.amountCentavos), problem };
    case "partly_refunded":
      return { record: refunded(paid, fact.refundedCentavos ?? 0), problem };
    default:
      return { record: paid, problem };
  }
}

function received(record: PaymentRecord, fact: Fact, at: string): Moved {
  const { providerPaymentId, amountCentavos } = fact;
  const noted = {
    ...record,
    providerPaymentId,
    paidAt: at,
    paidCentavos: amountCentavos,
    busyUntil: undefined,
  };
  if (amountCentavos === record.amountCentavos) return { record: to(noted, "paid", { news: "settled" }) };
  return {
    record: to(noted, "unapplied", { news: "settled" }),
    problem: `${amountCentavos} centavos were paid, ${record.amountCentavos} were asked for`,
  };
}

/** `total` is what has gone back in all; it never shrinks. */
function refunded(record: PaymentRecord, total: number): PaymentRecord {
  if (total <= record.refundedCentavos) return record;
  const news: News = { news: "refunded", amountCentavos: total };
  const counted = { ...record, refundedCentavos: total };
  if (total >= (record.paidCentavos ?? record.amountCentavos)) return to(counted, "refunded", news);
  return { ...counted, untold: [...record.untold, news] };
}

function paidTwice(record: PaymentRecord, { meaning, providerPaymentId, amountCentavos }: Fact): Moved {
  if (meaning !== "paid") return { record };
  return {
    record,
    problem: `${amountCentavos} centavos were paid by ${providerPaymentId}, and the order had been paid before by ${record.providerPaymentId}`,
  };
}

/** It may be asked for again. */
function refundDenied(record: PaymentRecord, { providerPaymentId }: Fact): Moved {
  if (record.providerPaymentId !== providerPaymentId || record.status === "refunded") return { record };
  const refunds = record.refunds.filter(
    ({ beforeCentavos, amountCentavos }) => beforeCentavos + amountCentavos <= record.refundedCentavos,
  );
  return { record: { ...record, refunds }, problem: "Asaas denied its refund" };
}

/** The dispute is over, and the restaurant keeps the money. */
export function disputeWon(record: PaymentRecord): PaymentRecord {
  if (record.status !== "disputed") return record;
  const before = record.paidCentavos === record.amountCentavos ? "settled" : "unapplied";
  return to(record, before, { news: "disputed", state: "won" });
}

/** As it is, when the table has no such move. */
function to(record: PaymentRecord, status: PaymentStatus, news?: News): PaymentRecord {
  if (!canMove(record.status, status)) return record;
  return { ...record, status, untold: news ? [...record.untold, news] : record.untold };
}
