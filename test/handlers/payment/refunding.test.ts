import { expect } from "chai";
import { reconcilePayments } from "../../../handlers/payment/reconciling.ts";
import { type RefundCharge, refundCharge } from "../../../handlers/payment/refunding.ts";
import { applyEvent } from "../../../handlers/payment/settling.ts";
import { charged, clientId, errorOf, orderId, type PaymentWorld, paymentEvent } from "./support.ts";

const timeout = { error: { kind: "unknown", message: "no answer" } } as const;
const no = { error: { kind: "refused", status: 400, code: "invalid_action", message: "no" } } as const;

describe("giving money back", () => {
  let the: PaymentWorld;
  beforeEach(async () => {
    the = await charged();
    the.asaas.pay();
    await applyEvent(the.ports, paymentEvent(the));
    the.asaas.calls.length = 0;
  });
  const refund = (change: Partial<RefundCharge> = {}) =>
    refundCharge(the.ports, {
      action: "refund_charge",
      clientId,
      orderId,
      reason: "recusado pela loja",
      ...change,
    });
  const gone = () => the.asaas.charges[0]!.refundedCentavos;
  const asked = () => the.asaas.calls.filter((call) => call === "refundCharge").length;
  /** The money goes back, but neither Asaas's answer arrives nor what is looked up after it. */
  const loseAnswerAndLook = () => {
    the.asaas.failures.set("refundCharge", { ...timeout, doneAllTheSame: true });
    const { charge } = the.asaas;
    let looks = 0;
    the.asaas.charge = (id) =>
      ++looks === 2 ? Promise.resolve({ ok: false, ...timeout }) : charge.call(the.asaas, id);
  };

  it("gives all of it back, once however often it is asked", async () => {
    expect(await refund()).to.deep.include({ ok: true, refundedCentavos: 12_330 });
    expect(await refund()).to.deep.include({ ok: true, refundedCentavos: 12_330 });
    expect([gone(), asked()]).to.deep.equal([12_330, 1]);
    expect(the.record()).to.include({ status: "refunded", refundedCentavos: 12_330 });
  });

  it("gives a part back, once for each amount, and then what is left", async () => {
    for (const _ of [1, 2]) await refund({ amountCentavos: 2_000 });
    await refund({ amountCentavos: 330 });
    expect(gone()).to.equal(2_330);
    expect(the.record().status).to.equal("settled");
    expect(await refund()).to.deep.include({ ok: true, refundedCentavos: 12_330 });
    expect(gone()).to.equal(12_330);
    expect(the.record().refunds.map(({ amountCentavos }) => amountCentavos)).to.deep.equal([
      2_000, 330, 10_000,
    ]);
  });

  it("is noted although somebody else wrote the record meanwhile", async () => {
    const { store } = the.ports;
    let interrupted = false;
    const busy: PaymentWorld["ports"]["store"] = {
      ...store,
      find: (...key) => store.find(...key),
      async put(record) {
        if (record.status === "refunded" && !interrupted) {
          interrupted = true;
          await store.put(the.record());
        }
        return store.put(record);
      },
    };
    const request = { action: "refund_charge", clientId, orderId, reason: "recusado pela loja" } as const;
    expect(await refundCharge({ ...the.ports, store: busy }, request)).to.include({ ok: true });
    expect(interrupted).to.equal(true);
    expect(the.record()).to.include({ status: "refunded", refundedCentavos: 12_330 });
    expect(asked()).to.equal(1);
  });

  it("is told to the order by Asaas's event, and not while the order asks for it", async () => {
    the.asked.length = 0;
    await refund();
    expect(the.asked).to.deep.equal([]);
    await applyEvent(the.ports, paymentEvent(the, { eventId: "evt_2", event: "PAYMENT_REFUNDED" }));
    expect(the.asked).to.deep.equal([
      {
        action: "payment_refunded",
        ...{ clientId, orderId, paymentId: "chg_ord_01" },
        amountCentavos: 12_330,
        reason: "recusado pela loja",
      },
    ]);
  });

  it("is told with its own reason; another part, given back in Asaas's panel, with none", async () => {
    the.asked.length = 0;
    await refund({ amountCentavos: 500, reason: "faltou a coca" });
    const part = { event: "PAYMENT_PARTIALLY_REFUNDED" };
    await applyEvent(the.ports, paymentEvent(the, { ...part, eventId: "evt_2", refundedCentavos: 500 }));
    await applyEvent(the.ports, paymentEvent(the, { ...part, eventId: "evt_3", refundedCentavos: 900 }));
    const told = the.asked.map(
      (one) => "reason" in one && "amountCentavos" in one && [one.amountCentavos, one.reason],
    );
    expect(told).to.deep.equal([
      [500, "faltou a coca"],
      [900, undefined],
    ]);
  });

  it("is not given twice when Asaas's answer was lost", async () => {
    the.asaas.failures.set("refundCharge", { ...timeout, doneAllTheSame: true });
    expect((await refund()).ok).to.equal(true);
    expect([gone(), asked()]).to.deep.equal([12_330, 1]);
  });

  it("is not given twice when nobody could look after a lost answer, nor when it was cut off", async () => {
    loseAnswerAndLook();
    expect(errorOf(await refund({ amountCentavos: 500 })).code).to.equal("no_answer");
    expect((await refund({ amountCentavos: 500 })).ok).to.equal(true);
    expect([gone(), asked()]).to.deep.equal([500, 1]);
  });

  it("is asked for again when Asaas never heard of it", async () => {
    the.asaas.failures.set("refundCharge", timeout);
    expect(errorOf(await refund()).code).to.equal("no_answer");
    expect((await refund()).ok).to.equal(true);
    expect(gone()).to.equal(12_330);
  });

  it("is not asked for by two at the same moment", async () => {
    const [one, two] = await Promise.all([refund(), refund()]);
    expect([one.ok, two.ok]).to.have.members([true, false]);
    expect(gone()).to.equal(12_330);
  });

  it("counts what is on its way as given", async () => {
    the.asaas.refundCharge = async () => ({ ok: true, value: the.asaas.set({ refundingCentavos: 12_330 }) });
    expect(await refund()).to.deep.include({ ok: true, refundedCentavos: 12_330 });
    expect(the.record()).to.include({ status: "settled", refundedCentavos: 0 });
    expect(await refund()).to.deep.include({ ok: true, refundedCentavos: 12_330 });
  });

  it("sees what a person gave back in Asaas's panel", async () => {
    the.asaas.set({ refundedCentavos: 12_000 });
    expect(errorOf(await refund({ amountCentavos: 400 })).message).to.contain("330 are left");
    expect(await refund()).to.deep.include({ ok: true, refundedCentavos: 12_330 });
    expect(gone()).to.equal(12_330);
  });

  it("asked for as the order's whole total is what is left of it", async () => {
    await refund({ amountCentavos: 2_000 });
    for (const _ of [1, 2])
      expect(await refund({ amountCentavos: 12_330 })).to.deep.include({
        ok: true,
        refundedCentavos: 12_330,
      });
    expect(gone()).to.equal(12_330);
  });

  describe("that the payer's bank wants back", () => {
    it("is left to the bank, and goes back after all when the restaurant wins", async () => {
      await applyEvent(
        the.ports,
        paymentEvent(the, { eventId: "evt_2", event: "PAYMENT_CHARGEBACK_REQUESTED" }),
      );
      the.asaas.set({ status: "CHARGEBACK_REQUESTED" });
      expect(errorOf(await refund()).code).to.equal("disputed");
      expect(asked()).to.equal(0);
      the.asaas.pay();
      the.now = new Date(the.now.getTime() + 7 * 3600_000);
      await reconcilePayments(the.ports, () => 30_000);
      expect(await refund()).to.deep.include({ ok: true, refundedCentavos: 12_330 });
      expect(asked()).to.equal(1);
    });

    it("is noted when the request is the first to see it, and is gone when the restaurant loses", async () => {
      the.asaas.set({ status: "CHARGEBACK_REQUESTED" });
      expect(errorOf(await refund()).code).to.equal("disputed");
      expect(the.record()).to.deep.include({
        status: "disputed",
        untold: [{ news: "disputed", state: "opened" }],
      });
      the.asaas.set({ status: "REFUNDED" });
      the.now = new Date(the.now.getTime() + 7 * 3600_000);
      await reconcilePayments(the.ports, () => 30_000);
      expect(await refund(), "it is gone").to.deep.include({ ok: true, refundedCentavos: 12_330 });
      expect([the.record().status, asked()]).to.deep.equal(["refunded", 0]);
      expect(the.asked.at(-1)).to.include({ action: "payment_refunded", amountCentavos: 12_330 });
    });
  });

  describe("by requests with ids of their own", () => {
    const part = (requestId: string, amountCentavos = 1_500) => refund({ requestId, amountCentavos });

    it("gives the same amount once for each request", async () => {
      for (const requestId of ["ref_a", "ref_a", "ref_b", "ref_a"])
        expect((await part(requestId)).ok).to.equal(true);
      expect([gone(), asked()]).to.deep.equal([3_000, 2]);
      expect(await part("ref_b")).to.deep.include({ ok: true, refundedCentavos: 3_000 });
      expect(the.record()).to.include({ status: "settled", refundedCentavos: 3_000 });
    });

    it("gives no more than is left, and all of that without an amount", async () => {
      await part("ref_a", 12_000);
      expect(errorOf(await part("ref_b", 12_330)).message).to.contain("330 are left");
      expect(errorOf(await part("ref_b", 331)).code).to.equal("refused");
      expect(await refund({ requestId: "ref_c" })).to.deep.include({ ok: true, refundedCentavos: 12_330 });
      expect(the.record().status).to.equal("refunded");
      expect((await part("ref_a", 12_000)).ok, "a repeat").to.equal(true);
      for (const other of [await part("ref_d"), await refund({ requestId: "ref_d" })])
        expect(errorOf(other).code).to.equal("refused");
      expect([gone(), asked()]).to.deep.equal([12_330, 2]);
    });

    it("counts what a person's refund in Asaas's panel has on its way", async () => {
      the.asaas.set({ refundingCentavos: 12_000 });
      expect(errorOf(await part("ref_a")).message).to.contain("330 are left");
      expect(asked()).to.equal(0);
    });

    it("leaves what is left to a cancelled order, even when that is a part's amount again", async () => {
      await part("ref_a", 6_165);
      expect(await refund({ amountCentavos: 12_330 })).to.deep.include({ refundedCentavos: 12_330 });
      expect(gone()).to.equal(12_330);
    });

    it("asks for no other while nobody knows whether the last one was made", async () => {
      the.asaas.failures.set("refundCharge", timeout);
      expect(errorOf(await part("ref_a")).code).to.equal("no_answer");
      expect(errorOf(await part("ref_b")).code).to.equal("no_answer");
      expect(errorOf(await refund()).code).to.equal("no_answer");
      expect((await part("ref_a")).ok).to.equal(true);
      expect((await part("ref_b")).ok).to.equal(true);
      expect(the.record().refunds.map(({ requestId }) => requestId)).to.deep.equal(["ref_a", "ref_b"]);
      expect([gone(), asked()]).to.deep.equal([3_000, 3]);
    });

    it("gives up one that was cut off when its money went back otherwise", async () => {
      the.asaas.failures.set("refundCharge", timeout);
      await part("ref_a", 12_330);
      the.asaas.set({ refundedCentavos: 12_000 });
      expect(errorOf(await part("ref_a", 12_330)).message).to.contain("330 are left");
      expect(the.record().refunds).to.deep.equal([]);
    });

    it("is taken up again by the schedule under the same id", async () => {
      the.asaas.failures.set("refundCharge", timeout);
      await part("ref_a");
      the.now = new Date(the.now.getTime() + 15 * 60_000);
      await reconcilePayments(the.ports, () => 60_000);
      expect((await part("ref_a")).ok).to.equal(true);
      expect([gone(), asked()]).to.deep.equal([1_500, 2]);
      expect(the.record().refunds).to.have.lengthOf(1);
    });

    it("knows its own although Asaas's event was the only answer", async () => {
      loseAnswerAndLook();
      expect(errorOf(await refund({ requestId: "ref_a" })).code).to.equal("no_answer");
      await applyEvent(the.ports, paymentEvent(the, { eventId: "evt_2", event: "PAYMENT_REFUNDED" }));
      expect(await refund({ requestId: "ref_a" })).to.deep.include({ ok: true });
      expect([gone(), asked()]).to.deep.equal([12_330, 1]);
    });
  });

  it("fails as a value: not paid, another tenant's, too much, refused, no key", async () => {
    expect(errorOf(await refund({ orderId: "ord_other" })).code).to.equal("not_paid");
    expect(errorOf(await refund({ clientId: "client_tempero_da_bahia" })).code).to.equal("not_paid");
    expect(errorOf(await refund({ amountCentavos: 12_331 })).code).to.equal("refused");
    the.asaas.failures.set("refundCharge", no);
    expect(errorOf(await refund())).to.deep.equal({ code: "refused", message: "no" });
    expect(the.record().refunds, "a refusal leaves nothing to take up again").to.deep.equal([]);
    the.configured = false;
    expect(errorOf(await refund()).code).to.equal("not_configured");
    const unpaid = await charged();
    const early = await refundCharge(unpaid.ports, {
      action: "refund_charge",
      clientId,
      orderId,
      reason: "",
    });
    expect(errorOf(early).code).to.equal("not_paid");
  });
});
