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
