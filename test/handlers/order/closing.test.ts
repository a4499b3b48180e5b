import { expect } from "chai";
import { expireOrders } from "../../../handlers/order/closing.ts";
import type { OrderResult } from "../../../handlers/shared/order-api.ts";
import type { PaymentResult } from "../../../handlers/shared/payment-api.ts";
import {
  errorOf,
  fillCart,
  inChat,
  MemoryCoupons,
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
const halfPastEight = new Date("2026-11-24T23:30:00Z");

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

describe("the schedule of expired orders", () => {
  let the: World;
  let orderId: string;
  beforeEach(async () => {
    the = world();
    orderId = await placeOrder(the);
    the.charges.length = 0;
  });

  it("leaves an order alone until its time is over", async () => {
    the.now = new Date(halfPastEight.getTime() - 1);
    expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 0 });
    expect(the.charges).to.deep.equal([]);
  });

  it("withdraws the charge, closes the order and tells the customer, once", async () => {
    the.now = halfPastEight;
    expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 1 });
    expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 0 });
    expect(the.charges.map(({ action }) => action)).to.deep.equal(["cancel_charge"]);
    expect(told(the, orderId)).to.deep.equal(["payment_requested", "expired"]);
    expect(the.counted.get("OrdersExpired")).to.equal(1);
  });

  it("does nothing in the region that is not active", async () => {
    the.now = halfPastEight;
    the.activeRegion = "sa-east-1";
    expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 0 });
    expect(the.store.orders.get(orderId)!.status).to.equal("awaiting_payment");
  });

  it("leaves an order that was paid in the last moment to its settlement", async () => {
    the.now = halfPastEight;
    the.payment = failed("already_paid");
    expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 0 });
    expect(orderOf(await the.ask(settled(orderId))).status).to.equal("confirmed");
  });

  it("goes on to the next order when one makes trouble", async () => {
    const other = { ...structuredClone(the.store.orders.get(orderId)!), orderId: "ord_other" };
    the.store.orders.set(other.orderId, other);
    the.now = halfPastEight;
    const answer = the.payment;
    the.payment = (request) =>
      request.orderId === orderId ? Promise.reject(new Error("no answer")) : answer(request);
    expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 1 });
    expect(the.store.orders.get(orderId)!.status).to.equal("awaiting_payment");
    expect(the.store.orders.get("ord_other")!.status).to.equal("expired");
  });

  it("withdraws a charge that nobody was told of, and leaves the basket to the customer", async () => {
    the = world();
    await fillCart(the);
    the.payment = failed("no_answer");
    await place(the);
    the.payment = world().payment;
    the.charges.length = 0;
    the.now = halfPastEight;
    expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 0 });
    expect(the.charges.map(({ action }) => action)).to.deep.equal(["cancel_charge"]);
    expect(await expireOrders(the.ports)).to.deep.equal({ ok: true, expired: 0 });
    expect(the.charges, "once").to.have.lengthOf(1);
    expect(orderOf(await the.ask({ ...inChat(), action: "view_cart" })).items).to.have.lengthOf(2);
  });

  describe("withdraws such a charge", () => {
    beforeEach(async () => {
      the = world();
      await fillCart(the);
      await the.ask({ ...inChat(), action: "apply_coupon", code: "BEMVINDO10" });
      the.payment = failed("no_answer");
      await place(the);
      the.payment = world().payment;
      the.charges.length = 0;
      the.now = halfPastEight;
    });

    it("while nobody places the basket: the customer is asked to try again, and keeps the coupon then", async () => {
      const answer = the.payment;
      const during: OrderResult[] = [];
      the.payment = async (request) => {
        if (request.action === "cancel_charge") during.push(await place(the));
        return answer(request);
      };
      await expireOrders(the.ports);
      expect(during.map((result) => errorOf(result).code)).to.deep.equal(["invalid_request"]);
      expect(the.charges.map(({ action }) => action)).to.deep.equal(["cancel_charge"]);
      expect(the.coupons.uses.size).to.equal(0);
      expect(orderOf(await place(the)).status).to.equal("awaiting_payment");
      expect(the.coupons.uses.size).to.equal(1);
    });

    it("not when the basket is placed in the same moment", async () => {
      const { order } = the.store;
      the.store.order = async (...key) => {
        const read = await order.call(the.store, ...key);
        the.store.order = order;
        await place(the);
        return read;
      };
      await expireOrders(the.ports);
      expect(the.charges.map(({ action }) => action)).to.deep.equal(["create_charge"]);
      expect(the.coupons.uses.size).to.equal(1);
    });

    it("again at the next run when Asaas did not answer, or the run was cut off", async () => {
      the.payment = failed("no_answer");
      await expireOrders(the.ports);
      the.payment = world().payment;
      the.coupons.release = () => Promise.reject(new Error("DynamoDB is away"));
      await expireOrders(the.ports);
      expect(errorOf(await place(the)).code, "it is under way, for all anybody knows").to.equal(
        "invalid_request",
      );
      the.coupons.release = MemoryCoupons.prototype.release;
      await expireOrders(the.ports);
      expect(the.charges.map(({ action }) => action)).to.deep.equal(["cancel_charge", "cancel_charge"]);
      the.now = new Date(halfPastEight.getTime() + 300_000);
      await expireOrders(the.ports);
      expect(the.charges).to.have.lengthOf(3);
      expect(the.coupons.uses.size).to.equal(0);
      expect(orderOf(await place(the)).status).to.equal("awaiting_payment");
    });
  });
});
