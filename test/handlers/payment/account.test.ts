import { expect } from "chai";
import { openAsaas } from "../../../handlers/adapters/asaas.ts";
import { cancelCharge } from "../../../handlers/payment/cancelling.ts";
import { createCharge } from "../../../handlers/payment/charging.ts";
import { reconcilePayments } from "../../../handlers/payment/reconciling.ts";
import { refundCharge } from "../../../handlers/payment/refunding.ts";
import { createClock } from "../../../twin/clock.ts";
import { TwinEvents } from "../../../twin/events.ts";
import { type Asaas, startAsaas } from "../../../twin/outside/asaas/asaas.ts";
import { clientId, createRequest, errorOf, orderId, type PaymentWorld, paymentWorld } from "./support.ts";

describe("a restaurant's account at Asaas, over HTTP", () => {
  let asaas: Asaas;
  let the: PaymentWorld;
  let request: typeof createRequest;
  beforeEach(async () => {
    const clock = createClock();
    asaas = await startAsaas({ clock, events: new TwinEvents() });
    const { apiKey } = asaas.register({ clientId, name: "Bella Napoli" });
    the = paymentWorld();
    const signal = new AbortController().signal;
    Object.assign(the.ports, {
      account: async () => ({ asaas: openAsaas({ baseUrl: asaas.baseUrl, apiKey, signal }) }),
    });
    request = { ...createRequest, expiresAt: new Date(clock.now() + 30 * 60_000).toISOString() };
  });
  afterEach(() => asaas.stop());
  const settle = async () => {
    the.now = new Date(the.now.getTime() + 15 * 60_000);
    await reconcilePayments(the.ports, () => 30_000);
  };

  it("charges an order by a PIX code that a bank can pay", async () => {
    const made = await createCharge(the.ports, request);
    if (!made.ok) throw new Error(made.error.message);
    const [charge] = asaas.charges(clientId);
    expect(charge).to.include({
      amountCentavos: 12_330,
      externalReference: orderId,
      id: made.providerPaymentId,
    });
    expect(asaas.pay(made.pixCode!).ok).to.equal(true);
    const png = the.images.get(made.pixQrKey!)!;
    expect(Buffer.from(png.subarray(1, 4)).toString()).to.equal("PNG");
  });

  it("has one charge however often the order asks", async () => {
    await createCharge(the.ports, request);
    the.store.records.clear();
    await createCharge(the.ports, request);
    expect(asaas.charges(clientId)).to.have.lengthOf(1);
  });

  it("cannot be paid any more once the charge is withdrawn", async () => {
    const made = await createCharge(the.ports, request);
    await cancelCharge(the.ports, { action: "cancel_charge", clientId, orderId });
    expect(asaas.pay(made.ok ? made.pixCode! : "").ok).to.equal(false);
  });

  it("charges a card by a link, with the tenant's split, and gives the money back once", async () => {
    const walletId = asaas.register({ clientId: "client_platform" }).walletId;
    const { account } = the.ports;
    Object.assign(the.ports, {
      account: async () => ({ ...(await account(clientId))!, split: { walletId, percent: 10 } }),
    });
    const made = await createCharge(the.ports, { ...request, method: "CREDIT_CARD" });
    const [charge] = asaas.charges(clientId);
    expect(charge).to.deep.include({
      billingType: "CREDIT_CARD",
      split: [{ walletId, amountCentavos: 1_213 }],
    });
    expect(asaas.pay(made.ok ? made.invoiceUrl! : "").ok).to.equal(true);
    await settle();
    asaas.faults({ loseNext: 1 });
    const refund = {
      action: "refund_charge",
      clientId,
      orderId,
      reason: "faltou",
      amountCentavos: 330,
    } as const;
    for (const _ of [1, 2])
      expect(await refundCharge(the.ports, refund)).to.deep.include({ ok: true, refundedCentavos: 330 });
    expect(asaas.charges(clientId)[0]).to.include({ refundedCentavos: 330 });
  });

  it("makes a boleto in the payer's name, though the customer was known by another document", async () => {
    await createCharge(the.ports, request);
    const customer = { ...request.customer, cpfCnpj: "52998224725" };
    const made = await createCharge(the.ports, { ...request, method: "BOLETO", customer });
    expect(made).to.include({ ok: true });
    const open = asaas.charges(clientId).filter(({ deleted }) => !deleted);
    expect(open.map(({ billingType }) => billingType)).to.deep.equal(["BOLETO"]);
  });

  it("is settled by the reconciliation when every webhook was lost", async () => {
    asaas.faults({ dropWebhooks: true });
    const made = await createCharge(the.ports, request);
    asaas.pay(made.ok ? made.pixCode! : "");
    await settle();
    expect(the.record().status).to.equal("settled");
    asaas.refund(the.record().providerPaymentId!);
    const refund = { action: "refund_charge", clientId, orderId, reason: "recusado" } as const;
    expect(await refundCharge(the.ports, refund)).to.deep.include({ ok: true, refundedCentavos: 12_330 });
    await settle();
    expect(the.asked.at(-1)).to.include({ action: "payment_refunded", amountCentavos: 12_330 });
  });

  it("does not withdraw what the customer has just paid", async () => {
    const made = await createCharge(the.ports, request);
    asaas.pay(made.ok ? made.pixCode! : "");
    const cancelled = await cancelCharge(the.ports, { action: "cancel_charge", clientId, orderId });
    expect(errorOf(cancelled).code).to.equal("already_paid");
  });
});
