/** What becomes of a charge outside the API: somebody pays it, gives its money back, or wants it back. */
import type { WebhookDeliveries } from "./delivery.ts";
import { resource } from "./resource.ts";
import { type AsaasStore, chargeOf, refundedOf } from "./store.ts";
import type { Account, Payment, PaymentStatus, PayResult } from "./types.ts";

type Found = { readonly account: Account; readonly payment: Payment };

/** Statuses of a charge whose money is there. */
export const paidStatuses: readonly PaymentStatus[] = ["CONFIRMED", "RECEIVED"];

export class Bank {
  readonly #store: AsaasStore;
  readonly #deliveries: WebhookDeliveries;

  constructor(store: AsaasStore, deliveries: WebhookDeliveries) {
    this.#store = store;
    this.#deliveries = deliveries;
  }

  pay(name: string): PayResult {
    const found = this.#store.find(name.trim());
    if (!found) return { ok: false, reason: "Código Pix inválido." };
    const { payment } = found;
    if (payment.deleted) return { ok: false, reason: "Esta cobrança foi cancelada." };
    if (payment.paidAt) return { ok: false, reason: "Esta cobrança já foi paga." };
    // A card's money comes later: it is confirmed, not received.
    const status = payment.billingType === "CREDIT_CARD" ? "CONFIRMED" : "RECEIVED";
    this.#store.change(payment, { status, paidAt: this.#store.now() });
    return this.#tell(found, `PAYMENT_${status}`);
  }

  /** @param description what the payer is told */
  refund(id: string, amountCentavos?: number, description: string | null = null): PayResult {
    const found = this.#store.find(id);
    if (!found) return unknownCharge;
    const { payment } = found;
    const left = payment.amountCentavos - refundedOf(payment);
    const amount = amountCentavos ?? left;
    if (!paidStatuses.includes(payment.status) || amount > left || amount < 1)
      return { ok: false, reason: "Esta cobrança não pode ser estornada neste valor." };
    const refunds = [...payment.refunds, { amountCentavos: amount, description, at: this.#store.now() }];
    const whole = amount === left;
    this.#store.change(payment, { refunds, status: whole ? "REFUNDED" : payment.status });
    return this.#tell(found, whole ? "PAYMENT_REFUNDED" : "PAYMENT_PARTIALLY_REFUNDED");
  }

  chargeback(id: string, step: "requested" | "won" | "lost"): PayResult {
    const found = this.#store.find(id);
    if (!found) return unknownCharge;
    const { payment } = found;
    const from: readonly PaymentStatus[] = step === "requested" ? paidStatuses : ["CHARGEBACK_REQUESTED"];
    if (!from.includes(payment.status))
      return { ok: false, reason: `Uma cobrança ${payment.status} não admite esta etapa da contestação.` };
    if (step === "requested") {
      this.#store.change(payment, { status: "CHARGEBACK_REQUESTED" });
      return this.#tell(found, "PAYMENT_CHARGEBACK_REQUESTED");
    }
    if (step === "lost") {
      const left = payment.amountCentavos - refundedOf(payment);
      const refunds = [
        ...payment.refunds,
        { amountCentavos: left, description: null, at: this.#store.now() },
      ];
      this.#store.change(payment, { refunds, status: "REFUNDED" });
      return this.#tell(found, "PAYMENT_REFUNDED");
    }
    this.#store.change(payment, { status: "AWAITING_CHARGEBACK_REVERSAL" });
    this.#tell(found, "PAYMENT_AWAITING_CHARGEBACK_REVERSAL");
    // That the money is there again is only to be seen.
    this.#store.change(payment, { status: payment.billingType === "CREDIT_CARD" ? "CONFIRMED" : "RECEIVED" });
    return { ok: true, charge: chargeOf(found.account, payment) };
  }

  #tell({ account, payment }: Found, event: string): PayResult {
    this.#deliveries.add(account.clientId, event, resource(payment));
    return { ok: true, charge: chargeOf(account, payment) };
  }
}

const unknownCharge: PayResult = { ok: false, reason: "Não há esta cobrança." };
