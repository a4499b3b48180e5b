import { expect } from "chai";
import { openAsaas } from "../../../handlers/adapters/asaas.ts";
import { cancelCharge } from "../../../handlers/payment/cancelling.ts";
import { createCharge } from "../../../handlers/payment/charging.ts";
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

  it("does not withdraw what the customer has just paid", async () => {
    const made = await createCharge(the.ports, request);
    asaas.pay(made.ok ? made.pixCode! : "");
    const cancelled = await cancelCharge(the.ports, { action: "cancel_charge", clientId, orderId });
    expect(errorOf(cancelled).code).to.equal("already_paid");
  });
});
