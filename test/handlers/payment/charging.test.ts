import { expect } from "chai";
import { cancelCharge } from "../../../handlers/payment/cancelling.ts";
import { createCharge } from "../../../handlers/payment/charging.ts";
import { forgetCustomer } from "../../../handlers/payment/forgetting.ts";
import { PaymentRequest } from "../../../handlers/shared/payment-api.ts";
import {
  charged,
  clientId,
  createRequest,
  errorOf,
  orderId,
  type PaymentWorld,
  paymentWorld,
} from "./support.ts";

const timeout = { error: { kind: "unknown", message: "no answer" } } as const;
const no = { error: { kind: "refused", status: 400, code: "invalid_value", message: "no" } } as const;
const picture = "client_bella_napoli/media/conv_ana/chg_ord_01.png";
const cancelRequest = { action: "cancel_charge", clientId, orderId } as const;

describe("making a charge", () => {
  let the: PaymentWorld;
  beforeEach(() => {
    the = paymentWorld();
  });
  const create = (change: Partial<typeof createRequest> = {}) =>
    createCharge(the.ports, { ...createRequest, ...change });

  it("gives the code to copy and paste and keeps its picture with the customer's media", async () => {
    const result = await create();
    expect(result).to.deep.include({
      ok: true,
      paymentId: "chg_ord_01",
      pixCode: `PIX ${the.record().providerPaymentId}`,
      pixQrKey: picture,
    });
    expect([...the.images.keys()]).to.deep.equal([picture]);
    expect(the.record()).to.deep.include({ status: "pending", amountCentavos: 12_330 });
    expect(the.counted.get("PaymentRequested")).to.equal(1);
  });

  it("is due on the São Paulo day on which the order stops waiting", async () => {
    await create({ expiresAt: "2026-11-25T02:30:00.000Z" });
    expect(the.asaas.charges[0]).to.include({ dueDate: "2026-11-24", externalReference: orderId });
    the = paymentWorld();
    await create({ expiresAt: "2026-11-25T03:00:00.000Z" });
    expect(the.asaas.charges[0]?.dueDate).to.equal("2026-11-25");
  });

  it("names the payer once, by the tenant's document and a Brazilian number", async () => {
    await create();
    await create({ orderId: "ord_02" });
    expect(the.asaas.customers).to.deep.equal([
      {
        name: "Ana",
        cpfCnpj: "11222333000181",
        mobilePhone: "11987654321",
        externalReference: "cust_ana",
      },
    ]);
  });

  it("is the same charge when it is asked for again, without asking Asaas", async () => {
    const first = await create();
    the.asaas.calls.length = 0;
    expect(await create()).to.deep.equal(first);
    expect(the.asaas.calls).to.deep.equal([]);
  });

  it("is waited for as long as the latest request says", async () => {
    const first = await create();
    const expiresAt = "2026-11-25T02:58:00.000Z";
    expect(await create({ expiresAt })).to.deep.equal(first);
    expect(the.record()).to.include({ status: "pending", expiresAt });
    const { store } = the.ports;
    store.put = async () => undefined;
    expect(errorOf(await create()).code, "it was paid meanwhile, say").to.equal("no_answer");
  });

  it("finds a charge whose answer timed out instead of making a second one", async () => {
    the.asaas.failures.set("createCharge", { ...timeout, doneAllTheSame: true });
    expect((await create()).ok).to.equal(true);
    expect(the.asaas.charges).to.have.lengthOf(1);
  });

  it("finds it at the next try when it was cut off before it could look", async () => {
    the.asaas.failures.set("pixQrCode", timeout);
    expect(errorOf(await create()).code).to.equal("no_answer");
    expect((await create()).ok).to.equal(true);
    expect(the.asaas.charges).to.have.lengthOf(1);
    expect(the.counted.get("PaymentFailed")).to.equal(1);
  });

  it("replaces a charge of another amount, so that nobody pays the old one", async () => {
    await create();
    await create({ amountCentavos: 5_000 });
    expect(the.asaas.charges.map(({ amountCentavos }) => amountCentavos)).to.deep.equal([5_000]);
    expect(the.record().amountCentavos).to.equal(5_000);
  });

  it("is not made by two at the same moment", async () => {
    const [one, two] = await Promise.all([create(), create()]);
    expect([one.ok, two.ok]).to.have.members([true, false]);
    expect(the.asaas.charges).to.have.lengthOf(1);
  });

  it("waits for somebody who is at it, and takes over from one that was cut off", async () => {
    the.asaas.findCharges = () => Promise.reject(new Error("the function was stopped"));
    await create().catch(() => {});
    the.asaas.findCharges = paymentWorld().asaas.findCharges;
    expect(errorOf(await create()).code).to.equal("no_answer");
    the.now = new Date(the.now.getTime() + 15_000);
    expect((await create()).ok).to.equal(true);
  });

  it("stands without its picture when the bucket is away", async () => {
    Object.assign(the.ports, { media: { put: () => Promise.reject(new Error("S3 is away")) } });
    const result = await create();
    expect(result).to.include({ ok: true });
    expect(result).to.not.have.property("pixQrKey", picture);
  });

  it("fails as a value when Asaas says no, when a key is missing, and when it is paid", async () => {
    the.asaas.failures.set("createCustomer", no);
    expect(errorOf(await create())).to.deep.equal({ code: "refused", message: "no" });
    the.configured = false;
    expect(errorOf(await create()).code).to.equal("not_configured");
    the = await charged();
    the.asaas.pay();
    expect(errorOf(await create({ amountCentavos: 5_000 })).code).to.equal("already_paid");
  });
});

describe("ways to pay", () => {
  let the: PaymentWorld;
  beforeEach(() => {
    the = paymentWorld();
  });
  const create = (change: Partial<typeof createRequest> = {}) =>
    createCharge(the.ports, { ...createRequest, ...change });
  const own = { ...createRequest.customer, cpfCnpj: "52998224725" };

  it("a card is paid at Asaas's page: there is a link and no code", async () => {
    const made = await create({ method: "CREDIT_CARD" });
    expect(made).to.include({ ok: true, invoiceUrl: the.asaas.charges[0]!.invoiceUrl, pixCode: undefined });
    expect(the.asaas.charges[0]).to.include({ method: "CREDIT_CARD" });
    expect(the.asaas.calls).to.not.include("pixQrCode");
    expect(the.record()).to.include({ method: "CREDIT_CARD", status: "pending" });
  });

  it("a boleto is made in the payer's own name only", async () => {
    expect(errorOf(await create({ method: "BOLETO" })).code).to.equal("document_required");
    expect(the.asaas.calls).to.deep.equal([]);
    expect((await create({ method: "BOLETO", customer: own })).ok).to.equal(true);
    expect(the.asaas.customers[0]?.cpfCnpj).to.equal("52998224725");
  });

  it("a document that is given later takes the place of the tenant's, and is kept at Asaas alone", async () => {
    await create();
    await create({ orderId: "ord_02", method: "BOLETO", customer: own });
    await create({ orderId: "ord_03", method: "BOLETO", customer: own });
    expect(the.asaas.customers.map(({ cpfCnpj }) => cpfCnpj)).to.deep.equal(["52998224725"]);
    expect(the.asaas.calls.filter((call) => call === "setDocument")).to.have.lengthOf(1);
    expect(JSON.stringify([[...the.store.records], the.lines])).to.not.contain("52998224725");
  });

  it("a change of mind leaves one charge, of the new method", async () => {
    await create();
    const made = await create({ method: "CREDIT_CARD" });
    expect(the.asaas.charges.map(({ method }) => method)).to.deep.equal(["CREDIT_CARD"]);
    expect(the.record()).to.include({ pixCode: undefined, invoiceUrl: made.ok ? made.invoiceUrl : "" });
  });

  it("cash and a card at the door are refused before Asaas hears of them", () => {
    for (const method of ["CASH", "CARD_ON_DELIVERY"])
      expect(PaymentRequest.safeParse({ ...createRequest, method }).success).to.equal(false);
    const wrong = { ...createRequest, customer: { ...own, cpfCnpj: "52998224724" } };
    expect(PaymentRequest.safeParse(wrong).success, "check digits").to.equal(false);
  });

  it("a part goes to the tenant's wallet, when it splits", async () => {
    the.split = { walletId: "w-1", percent: 10 };
    await create();
    expect(the.asaas.charges[0]?.split).to.deep.equal({ walletId: "w-1", percent: 10 });
  });
});

describe("withdrawing a charge", () => {
  let the: PaymentWorld;
  beforeEach(async () => {
    the = await charged();
  });

  it("deletes it at Asaas, once", async () => {
    expect((await cancelCharge(the.ports, cancelRequest)).ok).to.equal(true);
    expect((await cancelCharge(the.ports, cancelRequest)).ok).to.equal(true);
    expect(the.asaas.charges).to.deep.equal([]);
    expect(the.asaas.calls.filter((call) => call === "deleteCharge")).to.have.lengthOf(1);
    expect(the.record().status).to.equal("cancelled");
  });

  it("has nothing to do for an order that was never charged, or another tenant's", async () => {
    the.asaas.calls.length = 0;
    for (const other of [{ orderId: "ord_other" }, { clientId: "client_tempero_da_bahia" }])
      expect((await cancelCharge(the.ports, { ...cancelRequest, ...other })).ok).to.equal(true);
    expect(the.asaas.calls).to.deep.equal([]);
  });

  it("finds a charge whose answer was never seen", async () => {
    the = paymentWorld();
    the.asaas.failures.set("createCharge", { ...timeout, doneAllTheSame: true });
    const { findCharges } = the.asaas;
    let looks = 0;
    the.asaas.findCharges = (reference) =>
      ++looks === 2 ? Promise.resolve({ ok: false, ...timeout }) : findCharges.call(the.asaas, reference);
    expect((await createCharge(the.ports, createRequest)).ok).to.equal(false);
    expect(the.asaas.charges).to.have.lengthOf(1);
    expect((await cancelCharge(the.ports, cancelRequest)).ok).to.equal(true);
    expect(the.asaas.charges).to.deep.equal([]);
  });

  it("refuses when it is paid, or paid while it is deleted", async () => {
    the.asaas.pay();
    expect(errorOf(await cancelCharge(the.ports, cancelRequest)).code).to.equal("already_paid");
    the = await charged();
    the.asaas.failures.set("deleteCharge", no);
    expect(errorOf(await cancelCharge(the.ports, cancelRequest)).code).to.equal("already_paid");
  });

  it("counts a charge that is gone as withdrawn", async () => {
    const gone = { kind: "refused", status: 404, code: "not_found", message: "gone" } as const;
    the.asaas.failures.set("deleteCharge", { error: gone });
    expect((await cancelCharge(the.ports, cancelRequest)).ok).to.equal(true);
  });

  it("says that Asaas did not answer, and succeeds at the next try", async () => {
    the.asaas.failures.set("deleteCharge", timeout);
    expect(errorOf(await cancelCharge(the.ports, cancelRequest)).code).to.equal("no_answer");
    expect((await cancelCharge(the.ports, cancelRequest)).ok).to.equal(true);
  });

  it("can be followed by a new charge of the same order", async () => {
    await cancelCharge(the.ports, cancelRequest);
    expect((await createCharge(the.ports, createRequest)).ok).to.equal(true);
    expect(the.asaas.charges).to.have.lengthOf(1);
  });
});

describe("forgetting a charge's customer", () => {
  const request = { action: "forget_customer", clientId, orderId } as const;

  it("leaves what was charged and paid, and nothing that names them or that they could pay at", async () => {
    const the = await charged();
    const before = the.record();
    expect(await forgetCustomer(the.ports, request)).to.include({ ok: true });
    const { conversationId, pixCode, pixQrKey, invoiceUrl, revision, ...kept } = the.record();
    expect(conversationId).to.equal("conv_erased");
    expect([pixCode, pixQrKey, invoiceUrl]).to.deep.equal([undefined, undefined, undefined]);
    expect(revision).to.equal(before.revision + 1);
    expect(before).to.deep.include(kept);
  });

  it("finds nothing to do where there is no charge, or another restaurant's", async () => {
    const the = await charged();
    for (const change of [{ orderId: "ord_none" }, { clientId: "client_tempero_da_bahia" }])
      expect(await forgetCustomer(the.ports, { ...request, ...change })).to.include({ ok: true });
    expect(the.record().conversationId).to.equal("conv_ana");
  });

  it("fails as a value when somebody writes at the same moment", async () => {
    const the = await charged();
    the.ports.store.put = async () => undefined;
    expect(errorOf(await forgetCustomer(the.ports, request)).code).to.equal("no_answer");
  });
});
