import { expect } from "chai";
import { createCharge } from "../../../handlers/payment/charging.ts";
import { paymentHandler } from "../../../handlers/payment/entry.ts";
import { reconcilePayments } from "../../../handlers/payment/reconciling.ts";
import { refundCharge } from "../../../handlers/payment/refunding.ts";
import { applyEvent } from "../../../handlers/payment/settling.ts";
import {
  charged,
  clientId,
  createRequest,
  orderId,
  type PaymentWorld,
  paymentEvent,
  paymentWorld,
} from "./support.ts";

const minute = 60_000;
const timeout = { error: { kind: "unknown", message: "no answer" } } as const;

describe("the reconciliation of payments", () => {
  let the: PaymentWorld;
  beforeEach(async () => {
    the = await charged();
    the.now = new Date(the.now.getTime() + 15 * minute);
    the.asaas.calls.length = 0;
  });
  const reconcile = (remainingMs = 30_000) => reconcilePayments(the.ports, () => remainingMs);
  const later = (minutes: number) => {
    the.now = new Date(the.now.getTime() + minutes * minute);
  };

  it("settles a charge whose webhook never came, once", async () => {
    the.asaas.pay();
    expect(await reconcile()).to.deep.equal({ ok: true, looked: 1, changed: 1, paused: 0 });
    expect(the.record().status).to.equal("settled");
    expect(await reconcile()).to.include({ looked: 0 });
    await applyEvent(the.ports, paymentEvent(the));
    expect(the.asked.map(({ action }) => action)).to.deep.equal(["payment_settled"]);
  });

  it("finds by its order a charge whose id was never seen", async () => {
    the = paymentWorld();
    the.asaas.failures.set("createCharge", { ...timeout, doneAllTheSame: true });
    const { findCharges } = the.asaas;
    let looks = 0;
    the.asaas.findCharges = (reference) =>
      ++looks === 2 ? Promise.resolve({ ok: false, ...timeout }) : findCharges.call(the.asaas, reference);
    await createCharge(the.ports, createRequest);
    the.asaas.pay();
    later(15);
    await reconcile();
    expect(the.record().status).to.equal("settled");
  });

  it("leaves a charge alone that can still be paid, or was only just made", async () => {
    await reconcile();
    expect(the.record()).to.include({ status: "pending", revision: 2 });
    the = await charged();
    the.asaas.pay();
    expect(await reconcile()).to.include({ looked: 0 });
  });

  it("closes the charge of an order that was not paid in time, and not one that was", async () => {
    the.now = new Date(createRequest.expiresAt);
    await reconcile();
    expect(the.asaas.charges).to.have.lengthOf(1);
    later(15);
    expect(await reconcile()).to.include({ changed: 1 });
    expect(the.asaas.charges).to.have.lengthOf(0);
    expect(the.record().status).to.equal("cancelled");
    the = await charged();
    the.asaas.pay();
    the.now = new Date(Date.parse(createRequest.expiresAt) + 60 * minute);
    await reconcile();
    expect(the.record().status, "the order decides what becomes of late money").to.equal("settled");
  });

  it("ends a charge that was deleted in Asaas's panel", async () => {
    the.asaas.set({ deleted: true });
    await reconcile();
    expect(the.record().status).to.equal("cancelled");
  });

  it("tells the order what it was not told, and takes up a refund that nobody saw the end of", async () => {
    the.asaas.pay();
    await applyEvent(the.ports, paymentEvent(the));
    the.asaas.failures.set("refundCharge", timeout);
    await refundCharge(the.ports, { action: "refund_charge", clientId, orderId, reason: "recusado" });
    later(15);
    await reconcile();
    later(15);
    await reconcile();
    expect(the.record()).to.deep.include({ status: "refunded", untold: [] });
    expect(the.asked.at(-1)).to.include({ action: "payment_refunded", amountCentavos: 12_330 });
    later(15);
    expect(await reconcile()).to.include({ looked: 0 });
  });

  it("asks about a dispute a few times a day until it is won or lost", async () => {
    the.asaas.set({ status: "CHARGEBACK_REQUESTED" });
    await reconcile();
    expect(the.record().status).to.equal("disputed");
    later(15);
    await reconcile();
    later(15);
    expect(await reconcile(), "it was asked a moment ago").to.include({ looked: 0 });
    the.asaas.set({ status: "RECEIVED" });
    later(6 * 60);
    await reconcile();
    expect(the.record().status).to.equal("settled");
    expect(the.asked.map((request) => ("state" in request ? request.state : request.action))).to.deep.equal([
      "payment_settled",
      "opened",
      "won",
    ]);
  });

  it("reports a webhook that Asaas paused, that somebody disabled, and that was never made", async () => {
    const [hook] = the.asaas.hooks;
    for (const hooks of [[{ ...hook!, interrupted: true }], [{ ...hook!, enabled: false }], []]) {
      the.asaas.hooks = hooks;
      expect(await reconcile()).to.include({ paused: 1 });
    }
    expect(the.counted.get("PaymentQueuePaused")).to.equal(3);
    const said = the.lines.filter(({ level }) => level === "error").map(({ message }) => message);
    expect(said.join()).to.match(/is paused.*is disabled.*is not configured/s);
  });

  it("does nothing in the region that does not process", async () => {
    the.activeRegion = "sa-east-1";
    the.asaas.pay();
    expect(await reconcile()).to.include({ looked: 0 });
    expect(the.asaas.calls).to.deep.equal([]);
  });

  it("is not stopped by one tenant or one charge that fails", async () => {
    await createCharge(the.ports, { ...createRequest, orderId: "ord_02" });
    the.asaas.pay();
    later(15);
    const { account } = the.ports;
    Object.assign(the.ports, {
      activeTenants: async () => ["client_broken", clientId],
      account: (id: string) =>
        id === "client_broken" ? Promise.reject(new Error("no secret")) : account(id),
    });
    the.asaas.failures.set("charge", timeout);
    await reconcile();
    const statuses = [...the.store.records.values()].map(({ status }) => status);
    expect(statuses).to.have.members(["pending", "settled"]);
  });

  it("stops asking an account that takes no more requests, and anybody when its time is up", async () => {
    await createCharge(the.ports, { ...createRequest, orderId: "ord_02" });
    the.asaas.pay();
    later(15);
    the.asaas.failures.set("charge", { error: { kind: "throttled", message: "429" } });
    expect(await reconcile()).to.include({ looked: 1, changed: 0 });
    expect(await reconcile(5_000)).to.include({ looked: 0 });
    expect(await reconcile()).to.include({ changed: 2 });
  });

  it("is what the schedule's tick starts", async () => {
    the.asaas.pay();
    const metrics = { ...the.ports.metrics, time: () => {}, flush: () => {} };
    const handler = paymentHandler({ ...the.ports, metrics });
    const invocation = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 30_000 };
    expect(await handler({ action: "reconcile_payments" }, invocation)).to.include({ changed: 1 });
  });
});
