import { expect } from "chai";
import type { PaymentResult } from "../../../handlers/shared/payment-api.ts";
import {
  errorOf,
  fillCart,
  inChat,
  orderOf,
  place,
  placeOrder,
  settled,
  told,
  type World,
  world,
} from "./support.ts";

const failed = (code: "already_paid" | "no_answer") => async (): Promise<PaymentResult> => ({
  ok: false,
  error: { code, message: code },
});

describe("cancelling", () => {
  let the: World;
  beforeEach(() => {
    the = world();
  });
  const cancel = (requestId?: string) =>
    the.ask({ ...inChat(requestId), action: "cancel_order", reason: "mudei de ideia" });

  it("withdraws the charge of an unpaid order and tells the customer, not the kitchen", async () => {
    const orderId = await placeOrder(the);
    expect(orderOf(await cancel()).status).to.equal("cancelled");
    expect(the.charges.at(-1)).to.deep.equal({
      action: "cancel_charge",
      clientId: "client_bella_napoli",
      orderId,
    });
    expect(told(the, orderId)).to.deep.equal(["payment_requested", "cancelled"]);
    expect(the.counted.get("OrdersCancelled")).to.equal(1);
  });

  it("tells the kitchen, too, once it has the order, and has the money refunded", async () => {
    const orderId = await placeOrder(the);
    await the.ask(settled(orderId));
    await cancel();
    expect(told(the, orderId).slice(3)).to.deep.equal(["pos cancelled", "cancelled"]);
    expect(the.charges.at(-1)).to.deep.include({ action: "refund_charge", orderId, amountCentavos: 12_330 });
    expect(the.store.orders.get(orderId)!.status).to.equal("refund_pending");
  });

  it("is refused once the kitchen is at it, and the customer is told whom to ask", async () => {
    const orderId = await placeOrder(the);
    await the.ask(settled(orderId));
    await the.ask({ clientId: "client_bella_napoli", action: "kitchen_status", orderId, status: "accepted" });
    const error = errorOf(await cancel());
    expect(error.code).to.equal("illegal_transition");
    expect(error.message).to.contain("em preparo");
  });

  it("is refused once the order is ready", async () => {
    const orderId = await placeOrder(the);
    await the.ask(settled(orderId));
    for (const status of ["accepted", "ready"] as const)
      await the.ask({ clientId: "client_bella_napoli", action: "kitchen_status", orderId, status });
    expect(errorOf(await cancel()).code).to.equal("illegal_transition");
  });

  it("does not cancel an order whose payment is on its way", async () => {
    const orderId = await placeOrder(the);
    the.payment = failed("already_paid");
    expect(errorOf(await cancel()).code).to.equal("illegal_transition");
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("confirmed");
  });

  it("leaves the order when Asaas does not answer, since it could still be paid", async () => {
    const orderId = await placeOrder(the);
    the.payment = failed("no_answer");
    expect(errorOf(await cancel()).code).to.equal("payment_failed");
    expect(the.store.orders.get(orderId)!.status).to.equal("awaiting_payment");
  });

  it("means the order under way that the customer was shown, and leaves the basket begun after it", async () => {
    const orderId = await placeOrder(the);
    await the.ask({ ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 1 });
    expect(orderOf(await cancel())).to.deep.include({ orderId, status: "cancelled" });
    expect(orderOf(await the.ask({ ...inChat(), action: "view_cart" })).items).to.have.lengthOf(1);
  });

  it("is refused for that order once the kitchen is at it, and leaves the basket, too", async () => {
    const orderId = await placeOrder(the);
    await the.ask(settled(orderId));
    await the.ask({ clientId: "client_bella_napoli", action: "kitchen_status", orderId, status: "accepted" });
    await the.ask({ ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 1 });
    expect(errorOf(await cancel()).message).to.contain("em preparo");
    expect(orderOf(await the.ask({ ...inChat(), action: "view_cart" })).items).to.have.lengthOf(1);
  });

  it("empties a basket that the customer is filling while no order is under way", async () => {
    const orderId = await placeOrder(the);
    await cancel();
    await the.ask({ ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 1 });
    expect(orderOf(await cancel())).to.deep.include({ status: "cart", items: [] });
    expect(the.store.orders.get(orderId)!.status).to.equal("cancelled");
  });

  it("cancels no later order when the turn that cancelled an earlier one is worked through again", async () => {
    const earlier = await placeOrder(the);
    await fillCart(the);
    expect(orderOf(await cancel("SM4#1")).orderId).to.equal(earlier);
    const later = orderOf(await place(the)).orderId!;
    expect(orderOf(await cancel("SM4#1"))).to.deep.include({ orderId: earlier, status: "cancelled" });
    expect(the.store.orders.get(later)!.status).to.equal("awaiting_payment");
  });

  it("changes nothing the second time, whatever the customer did meanwhile", async () => {
    const orderId = await placeOrder(the);
    await cancel("SM5#1");
    await the.ask({ ...inChat(), action: "add_item", itemId: "tiramisu", quantity: 1 });
    expect(orderOf(await cancel("SM5#1")).orderId).to.equal(orderId);
    expect(orderOf(await the.ask({ ...inChat(), action: "view_cart" })).items).to.have.lengthOf(1);
  });

  it("has nothing to cancel in a new conversation", async () => {
    expect(errorOf(await cancel()).code).to.equal("no_order");
  });
});

describe("cancelling by the staff", () => {
  let the: World;
  let orderId: string;
  beforeEach(async () => {
    the = world();
    orderId = await placeOrder(the);
    the.charges.length = 0;
  });
  const cancel = () =>
    the.ask({ clientId: "client_bella_napoli", action: "staff_status", orderId, status: "cancelled" });

  it("withdraws the charge of an unpaid order, so that nobody pays it any more", async () => {
    expect(orderOf(await cancel()).status).to.equal("cancelled");
    expect(the.charges).to.deep.equal([
      { action: "cancel_charge", clientId: "client_bella_napoli", orderId },
    ]);
    await cancel();
    expect(the.charges, "once").to.have.lengthOf(1);
  });

  it("is refused while the charge could still be paid, or was paid a moment ago", async () => {
    for (const [code, refusal] of [
      ["no_answer", "payment_failed"],
      ["already_paid", "illegal_transition"],
    ] as const) {
      the.payment = failed(code);
      expect(errorOf(await cancel()).code).to.equal(refusal);
      expect(the.store.orders.get(orderId)!.status).to.equal("awaiting_payment");
    }
  });

  it("of a paid order withdraws nothing, and gives the money back", async () => {
    await the.ask(settled(orderId));
    await cancel();
    expect(the.charges.map(({ action }) => action)).to.deep.equal(["refund_charge"]);
  });

  it("is refused for an order that is not there", async () => {
    orderId = "ord_unknown";
    expect(errorOf(await cancel()).code).to.equal("no_order");
  });
});
