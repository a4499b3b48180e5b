/** Asaas's payment resource, as its API and its events show it. */
import { toReais } from "../../../handlers/shared/money.ts";
import { invoiceUrl, netOf, splitAmount } from "./store.ts";
import type { Payment } from "./types.ts";

export function resource(payment: Payment) {
  return {
    object: "payment",
    id: payment.id,
    dateCreated: day(payment.createdAt),
    customer: payment.customer,
    billingType: payment.billingType,
    status: payment.status,
    value: toReais(payment.amountCentavos),
    netValue: toReais(netOf(payment)),
    dueDate: payment.dueDate,
    description: payment.description,
    externalReference: payment.externalReference,
    invoiceUrl: invoiceUrl(payment),
    bankSlipUrl: payment.billingType === "BOLETO" ? `${invoiceUrl(payment)}/boleto` : null,
    deleted: payment.deleted,
    paymentDate: payment.paidAt ? day(payment.paidAt) : null,
    pixTransaction: payment.paidAt && payment.billingType === "PIX" ? `pix_${payment.id}` : null,
    split: payment.split.length ? payment.split.map((part) => splitResource(payment, part)) : null,
    refunds: payment.refunds.length ? payment.refunds.map(refundResource) : null,
  };
}

function splitResource(payment: Payment, part: Payment["split"][number]) {
  return {
    walletId: part.walletId,
    fixedValue: part.fixedCentavos === undefined ? null : toReais(part.fixedCentavos),
    percentualValue: part.percent ?? null,
    totalValue: toReais(splitAmount(payment, part)),
    status: payment.status === "REFUNDED" ? "REFUNDED" : payment.paidAt ? "DONE" : "PENDING",
  };
}

function refundResource({ amountCentavos, description, at }: Payment["refunds"][number]) {
  const dateCreated = new Date(at).toLocaleString("sv-SE", { timeZone: "America/Sao_Paulo" });
  return { dateCreated, status: "DONE", value: toReais(amountCentavos), description };
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
