import { expect } from "chai";
import { paymentHandler } from "../../../handlers/payment/entry.ts";
import { canMove, type PaymentStatus, paymentTransitions } from "../../../handlers/payment/record.ts";
import { refundCharge } from "../../../handlers/payment/refunding.ts";
import { applyEvent } from "../../../handlers/payment/settling.ts";
import type { BatchReply } from "../../../handlers/shared/events.ts";
import type { OrderErrorCode } from "../../../handlers/shared/order-api.ts";
import type { PaymentEvent } from "../../../handlers/shared/payment-api.ts";
import { charged, clientId, orderId, type PaymentWorld, paymentEvent, paymentWorld } from "./support.ts";

const refused = (code: OrderErrorCode) => async () =>
  ({ ok: false, error: { code, message: code } }) as const;
const failing = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail("it must throw"),
    (error: Error) => error.message,
  );

describe("an event of Asaas's", () => {
  let the: PaymentWorld;
  beforeEach(async () => {
    the = await charged();
  });
  const apply = (change: Partial<PaymentEvent> = {}) => applyEvent(the.ports, paymentEvent(the, change));

  it("that tells of the money settles the order", async () => {
    await apply();
    expect(the.asked).to.deep.equal([
      {
        action: "payment_settled",
        ...{ clientId, orderId, paymentId: "chg_ord_01", amountCentavos: 12_330 },
      },
    ]);
    expect(the.record()).to.include({ status: "settled", paidAt: "2026-11-24T23:00:00.000Z" });
    expect(the.counted.get("PaymentConfirmed")).to.equal(1);
  });

  it("settles once: repeated, or as confirmed and then received", async () => {
    await apply();
    await apply();
    await apply({ eventId: "evt_2", event: "PAYMENT_CONFIRMED" });
    expect(the.asked).to.have.lengthOf(1);
    expect(the.counted.get("PaymentConfirmed")).to.equal(1);
  });

  it("is applied again when OrderService gave no answer, and settles then", async () => {
    the.order = () => Promise.reject(new Error("timed out"));
    expect(await failing(apply())).to.equal("timed out");
    expect(the.record().status).to.equal("paid");
    the.order = paymentWorld().order;
    await apply();
    expect(the.record().status).to.equal("settled");
  });

  it("waits for an order that has not reached this region yet", async () => {
    the.order = refused("no_order");
    expect(await failing(apply())).to.contain("no_order");
    expect(the.record().status).to.equal("paid");
  });

  it("of another amount settles nothing, and is reported once, to the order, too", async () => {
    the.order = refused("amount_differs");
    await apply({ amountCentavos: 12_329 });
    expect(the.asked).to.deep.equal([
      {
        ...{ action: "payment_settled", clientId, orderId, paymentId: "chg_ord_01" },
        amountCentavos: 12_329,
      },
    ]);
    expect(the.record().status).to.equal("unapplied");
    expect(the.counted.get("PaymentFailed")).to.equal(1);
    const report = the.lines.find(({ level }) => level === "error");
    expect(report?.message).to.contain("12329 centavos were paid, 12330 were asked for");
    await apply({ eventId: "evt_2", amountCentavos: 12_330 });
    expect(the.asked, "a person decides").to.have.lengthOf(1);
    expect(the.record()).to.deep.include({ status: "unapplied", untold: [] });
  });

  it("that the order refuses is reported and not tried for ever", async () => {
    the.order = refused("illegal_transition");
    await apply();
    expect(the.record().status).to.equal("unapplied");
    expect(the.counted.get("PaymentFailed")).to.equal(1);
  });

  it("that changes nothing leaves the record to whoever is making the charge", async () => {
    const before = the.record();
    await apply({ eventId: "evt_0", event: "PAYMENT_CREATED" });
    expect(the.record()).to.deep.equal(before);
    expect(the.asked).to.deep.equal([]);
  });

  it("that tells of a deletion in Asaas's panel ends the charge", async () => {
    await apply({ event: "PAYMENT_DELETED" });
    expect(the.record().status).to.equal("cancelled");
  });

  it("about a replaced charge does not end the new one", async () => {
    await apply({ event: "PAYMENT_DELETED", providerPaymentId: "pay_old" });
    expect(the.record().status).to.equal("pending");
  });

  it("is found by Asaas's id when it carries no reference", async () => {
    await apply({ orderId: undefined });
    expect(the.record().status).to.equal("settled");
  });

  it("about a charge that no order made is left alone; one about an order of ours waits", async () => {
    await apply({ orderId: "fatura-2026-11", providerPaymentId: "pay_other" });
    expect(the.asked).to.deep.equal([]);
    expect(await failing(apply({ orderId: "ord_late", providerPaymentId: "pay_other" }))).to.contain(
      "ord_late",
    );
  });

  it("of another tenant's settles nothing", async () => {
    expect(await failing(apply({ clientId: "client_tempero_da_bahia" }))).to.contain("No charge");
    expect(the.record().status).to.equal("pending");
  });

  it("of money that went back tells the order how much, and moves the charge when it was all of it", async () => {
    await apply();
    await apply({ eventId: "evt_2", event: "PAYMENT_PARTIALLY_REFUNDED", refundedCentavos: 2_000 });
    expect(the.record()).to.include({ status: "settled", refundedCentavos: 2_000 });
    await apply({ eventId: "evt_3", event: "PAYMENT_REFUNDED" });
    expect(the.record()).to.include({ status: "refunded", refundedCentavos: 12_330 });
    expect(the.asked.slice(1)).to.deep.equal(
      [2_000, 12_330].map((amountCentavos) => ({
        action: "payment_refunded",
        ...{ clientId, orderId, paymentId: "chg_ord_01", amountCentavos, reason: undefined },
      })),
    );
  });

  it("of a partial refund that does not say how much is looked up at Asaas", async () => {
    await apply();
    the.asaas.set({ status: "RECEIVED", refundedCentavos: 500 });
    await apply({ eventId: "evt_2", event: "PAYMENT_PARTIALLY_REFUNDED" });
    expect(the.record().refundedCentavos).to.equal(500);
  });

  it("of a chargeback is told to the order and to people, once", async () => {
    await apply();
    await apply({ eventId: "evt_2", event: "PAYMENT_CHARGEBACK_REQUESTED" });
    await apply({ eventId: "evt_3", event: "PAYMENT_CHARGEBACK_DISPUTE" });
    expect(the.record().status).to.equal("disputed");
    expect(the.asked.slice(1)).to.deep.equal([
      {
        action: "payment_disputed",
        ...{ clientId, orderId, paymentId: "chg_ord_01", amountCentavos: 12_330, state: "opened" },
      },
    ]);
    expect(the.counted.get("PaymentDisputed")).to.equal(1);
    expect(the.lines.filter(({ level }) => level === "error")).to.have.lengthOf(1);
  });

  it("of a refund that was denied lets it be asked for again, and is reported", async () => {
    await apply();
    the.asaas.pay();
    the.asaas.refundCharge = async () => ({ ok: true, value: the.asaas.set({ refundingCentavos: 12_330 }) });
    const refund = { action: "refund_charge", clientId, orderId, reason: "recusado" } as const;
    await refundCharge(the.ports, refund);
    await apply({ eventId: "evt_2", event: "PAYMENT_REFUND_DENIED" });
    expect(the.record()).to.deep.include({ status: "settled", refunds: [] });
    expect(the.counted.get("PaymentUnapplied")).to.equal(1);
  });

  it("of money that came late or back before anything else was heard settles the order first", async () => {
    await apply({ event: "PAYMENT_REFUNDED" });
    expect(the.asked.map(({ action }) => action)).to.deep.equal(["payment_settled", "payment_refunded"]);
    expect(the.record().status).to.equal("refunded");
  });

  it("of a second charge that was paid for the same order is reported, and changes nothing", async () => {
    await apply();
    await apply({ eventId: "evt_2", providerPaymentId: "pay_other" });
    expect(the.record().status).to.equal("settled");
    expect(the.lines.at(-1)?.message).to.contain("paid by pay_other, and the order had been paid before");
    await apply({ eventId: "evt_3", event: "PAYMENT_REFUNDED", providerPaymentId: "pay_other" });
    expect(the.record().status).to.equal("settled");
    expect(the.asked).to.have.lengthOf(1);
  });

  it("is told again, in order, when OrderService gave no answer in between", async () => {
    the.order = () => Promise.reject(new Error("timed out"));
    await failing(apply());
    await failing(apply({ eventId: "evt_2", event: "PAYMENT_REFUNDED" }));
    the.order = paymentWorld().order;
    the.asked.length = 0;
    await apply({ eventId: "evt_2", event: "PAYMENT_REFUNDED" });
    expect(the.asked.map(({ action }) => action)).to.deep.equal(["payment_settled", "payment_refunded"]);
    expect(the.record()).to.deep.include({ status: "refunded", untold: [] });
  });

  it("of money that the order refuses to hear of does not hold up the others", async () => {
    await apply();
    the.order = refused("illegal_transition");
    await apply({ eventId: "evt_2", event: "PAYMENT_REFUNDED" });
    expect(the.record()).to.deep.include({ status: "refunded", untold: [] });
  });
});

describe("a batch of the payments queue", () => {
  const invocation = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 30_000 };
  const record = (messageId: string, body: unknown, group = orderId) => ({
    messageId,
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: { MessageGroupId: group },
  });

  it("delivers again what failed and what is behind it in its group, and nothing else", async () => {
    const the = await charged();
    const metrics = { ...the.ports.metrics, time: () => {}, flush: () => {} };
    const batch = {
      Records: [
        record("m1", "no JSON", "ord_02"),
        record("m2", paymentEvent(the)),
        record("m3", paymentEvent(the, { orderId: "fatura" }), "ord_02"),
        record("m4", paymentEvent(the, { orderId: "fatura" }), "ord_02"),
      ],
    };
    const reply = (await paymentHandler({ ...the.ports, metrics })(batch, invocation)) as BatchReply;
    const failed = reply.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    expect(failed).to.have.members(["m3", "m4"]);
    expect(the.record().status).to.equal("settled");
  });

  it("sets aside what nobody can read, says why, and goes on", async () => {
    const the = await charged();
    const metrics = { ...the.ports.metrics, time: () => {}, flush: () => {} };
    const unreadable = { v: 1, kind: "unreadable", clientId, problem: "wrong at id", text: "{}" };
    const Records = [
      record("m1", "no JSON"),
      record("m2", { ...paymentEvent(the), v: 2 }),
      record("m3", unreadable),
      record("m4", paymentEvent(the)),
    ];
    const handler = paymentHandler({ ...the.ports, metrics });
    expect(await handler({ Records }, invocation)).to.deep.equal({ batchItemFailures: [] });
    expect(the.record().status, "what is behind them").to.equal("settled");
    expect(the.setAside.map(({ body }) => body)).to.deep.equal(Records.slice(0, 3).map(({ body }) => body));
    const [json, shape, posted] = the.setAside.map(({ reason }) => reason);
    expect([json, posted]).to.deep.equal(["It is no JSON.", "wrong at id"]);
    expect(shape).to.contain("v: ");
  });

  it("delivers again what could not be set aside", async () => {
    const the = await charged();
    const metrics = { ...the.ports.metrics, time: () => {}, flush: () => {} };
    const queue = { deadLetter: () => Promise.reject(new Error("SQS is away")) };
    const handler = paymentHandler({ ...the.ports, metrics, queue });
    expect(await handler({ Records: [record("m1", "no JSON")] }, invocation)).to.deep.equal({
      batchItemFailures: [{ itemIdentifier: "m1" }],
    });
  });

  it("is told apart from a request, and a malformed request is refused as a value", async () => {
    const the = await charged();
    const metrics = { ...the.ports.metrics, time: () => {}, flush: () => {} };
    const handler = paymentHandler({ ...the.ports, metrics });
    expect(await handler({ action: "cancel_charge", clientId, orderId }, invocation)).to.include({
      ok: true,
    });
    expect(await handler({ action: "create_charge", clientId }, invocation)).to.have.nested.property(
      "error.code",
      "invalid_request",
    );
  });
});

describe("the table of a charge's states", () => {
  it("reaches every state from the first", () => {
    const reached = new Set<PaymentStatus>(["creating"]);
    for (const from of reached) for (const to of paymentTransitions[from]) reached.add(to);
    expect([...reached]).to.have.members(Object.keys(paymentTransitions));
    expect(canMove("settled", "cancelled")).to.equal(false);
  });
});
