import { expect } from "chai";
import fc from "fast-check";
import { expireOrders } from "../../../handlers/order/closing.ts";
import { discountOf } from "../../../handlers/order/coupons.ts";
import type { Coupon } from "../../../handlers/shared/tenant.ts";
import {
  ana,
  centro,
  errorOf,
  fillCart,
  filledTotal,
  inChat,
  orderOf,
  pizzeria,
  place,
  settled,
  tuesdayEvening,
  type World,
  world,
} from "./support.ts";

const coupon = (code: string) => centro.orderConfig.coupons!.find((one) => one.code === code)!;
const apply = (the: World, code: string, more = {}) =>
  the.ask({ ...inChat(), ...more, action: "apply_coupon", code });

describe("a coupon", () => {
  let the: World;
  beforeEach(async () => {
    the = world();
    await fillCart(the);
  });

  it("takes its share off the items, up to its maximum, and not off the fee", async () => {
    const cart = orderOf(await apply(the, "bemvindo10"));
    expect(cart).to.deep.include({ discountCentavos: 1163, totalCentavos: filledTotal - 1163 });
    expect(cart.coupon).to.deep.equal({ code: "BEMVINDO10", problem: undefined });
    await the.ask({ ...inChat(), action: "add_item", itemId: "pizza_parma", quantity: 5 });
    expect(orderOf(await the.ask({ ...inChat(), action: "view_cart" })).discountCentavos).to.equal(2000);
  });

  it("takes the fee off a delivery, and nothing off a pick-up", async () => {
    expect(orderOf(await apply(the, "FRETEGRATIS"))).to.include({
      discountCentavos: 700,
      deliveryFeeCentavos: 700,
    });
    const cart = orderOf(await the.ask({ ...inChat(), action: "set_fulfilment", mode: "pickup" }));
    expect(cart.discountCentavos).to.equal(0);
    expect(cart.coupon?.problem).to.equal("O cupom FRETEGRATIS vale para entregas com taxa.");
  });

  it("is refused when the store has none of that name, and can be taken off", async () => {
    expect(errorOf(await apply(the, "90OFF"))).to.deep.equal({
      code: "coupon_invalid",
      message: "O cupom “90OFF” não existe ou não vale mais.",
    });
    await apply(the, "BEMVINDO10");
    const cart = orderOf(await the.ask({ ...inChat(), action: "remove_coupon" }));
    expect(cart).to.deep.include({ totalCentavos: filledTotal, coupon: undefined });
  });

  it("says why it takes nothing off: below its minimum, before and after its time", async () => {
    const problem = (basket: number, at: string) => {
      const result = discountOf(
        coupon("PRIMEIRACEM"),
        { subtotalCentavos: basket, deliveryFeeCentavos: 700 },
        new Date(at),
      );
      return result.ok ? result.discountCentavos : result.problem;
    };
    expect(problem(4999, "2026-11-24T20:00:00Z")).to.contain("a partir de R$ 50,00");
    expect(problem(5000, "2026-11-24T20:00:00Z")).to.equal(1500);
    expect(problem(5000, "2026-10-31T23:59:59-03:00")).to.contain("ainda não começou");
    expect(problem(5000, "2027-02-01T00:00:00-03:00")).to.contain("já venceu");
  });

  it("is frozen into the order and told to the kitchen", async () => {
    await apply(the, "BEMVINDO10");
    const { orderId = "" } = orderOf(await place(the));
    expect(the.charges[0]).to.include({ amountCentavos: filledTotal - 1163 });
    await the.ask(settled(orderId, filledTotal - 1163));
    const message = the.store.orders.get(orderId)!.outbox.find(({ to }) => to === "pos")?.message;
    expect(message).to.include({ coupon: "BEMVINDO10", discountCentavos: 1163, totalCentavos: 11_167 });
  });

  it("of one use a customer is used once, and again after the order was cancelled", async () => {
    await apply(the, "BEMVINDO10");
    await place(the);
    await fillCart(the);
    await apply(the, "BEMVINDO10");
    expect(errorOf(await place(the))).to.deep.equal({
      code: "coupon_exhausted",
      message: "Você já usou o cupom BEMVINDO10. Tire o cupom para fechar o pedido sem o desconto.",
    });
    expect(the.charges, "nothing is charged for it").to.have.lengthOf(1);

    await the.ask({ ...inChat(), action: "cancel_order" });
    await the.ask({ ...inChat(), action: "cancel_order" });
    expect(the.coupons.uses.size).to.equal(0);
    await fillCart(the);
    await apply(the, "BEMVINDO10");
    expect(orderOf(await place(the)).status).to.equal("awaiting_payment");
  });

  it("is free again when the order expires, when the kitchen rejects it, and not when it is delivered", async () => {
    await apply(the, "BEMVINDO10");
    const { orderId = "" } = orderOf(await place(the));
    the.now = new Date("2026-11-24T23:30:00Z");
    await expireOrders(the.ports);
    expect(the.coupons.uses.size).to.equal(0);
    expect(the.store.orders.get(orderId)!).to.deep.include({ coupon: { code: "BEMVINDO10", held: false } });

    const paid = async () => {
      await fillCart(the);
      await apply(the, "BEMVINDO10");
      const order = orderOf(await place(the));
      await the.ask(settled(order.orderId!, order.totalCentavos));
      return order.orderId!;
    };
    const kitchen = (id: string, ...steps: ("accepted" | "rejected" | "ready" | "delivered")[]) =>
      steps.reduce<Promise<unknown>>(
        (before, status) =>
          before.then(() =>
            the.ask({ clientId: pizzeria.clientId, action: "kitchen_status", orderId: id, status }),
          ),
        Promise.resolve(),
      );
    await kitchen(await paid(), "rejected");
    expect(the.coupons.uses.size).to.equal(0);
    await kitchen(await paid(), "accepted", "ready", "delivered");
    await expireOrders(the.ports);
    expect(the.coupons.uses.size).to.equal(1);
  });

  it("is free again when the charge was never made, once the schedule has seen it", async () => {
    await apply(the, "BEMVINDO10");
    const answer = the.payment;
    the.payment = () => Promise.reject(new Error("Asaas is away"));
    expect(errorOf(await place(the)).code).to.equal("payment_failed");
    expect(the.coupons.uses.size, "held while the charge may exist").to.equal(1);
    the.payment = answer;
    the.now = new Date("2026-11-24T23:30:00Z");
    await expireOrders(the.ports);
    expect(the.coupons.uses.size).to.equal(0);
  });

  it("is freed by the schedule when it could not be freed at once", async () => {
    await apply(the, "BEMVINDO10");
    await place(the);
    const release = the.coupons.release.bind(the.coupons);
    the.coupons.release = () => Promise.reject(new Error("DynamoDB is away"));
    expect(orderOf(await the.ask({ ...inChat(), action: "cancel_order" })).status).to.equal("cancelled");
    expect(the.coupons.uses.size).to.equal(1);
    the.coupons.release = release;
    await expireOrders(the.ports);
    expect(the.coupons.uses.size).to.equal(0);
  });

  it("has its last use go to one of several customers, and the others keep their baskets", async () => {
    Object.assign(the.tenants[0]!.stores[0]!.orderConfig.coupons![1]!, { limitTotal: 2 });
    const shop = async (index: number) => {
      const who = { conversationId: `conv_${index}` };
      await the.ask({ ...inChat(), ...who, action: "add_item", itemId: "pizza_parma", quantity: 2 });
      const address = { street: "Rua Augusta", number: "100" };
      await the.ask({ ...inChat(), ...who, action: "set_fulfilment", mode: "delivery", address });
      await apply(the, "FRETEGRATIS", who);
      return place(the, { ...who, customer: { ...ana, customerId: `cust_${index}` } });
    };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(shop));
    expect(answers.filter(({ ok }) => ok)).to.have.lengthOf(2);
    for (const answer of answers) if (!answer.ok) expect(answer.error.code).to.equal("coupon_exhausted");
  });

  it("never makes a basket cheaper than nothing", () => {
    const discount = fc.oneof(
      fc.record({
        kind: fc.constant("percent" as const),
        percent: fc.integer({ min: 1, max: 90 }),
        maximumCentavos: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
      }),
      fc.record({
        kind: fc.constant("fixed" as const),
        amountCentavos: fc.integer({ min: 1, max: 100_000 }),
      }),
      fc.record({ kind: fc.constant("free_delivery" as const) }),
    );
    const basket = fc.record({
      subtotalCentavos: fc.integer({ min: 0, max: 100_000 }),
      deliveryFeeCentavos: fc.integer({ min: 0, max: 3000 }),
    });
    fc.assert(
      fc.property(discount, basket, (of, costs) => {
        const any: Coupon = { code: "ANY", active: true, discount: of, minimumOrderCentavos: 0 };
        const result = discountOf(any, costs, tuesdayEvening);
        if (!result.ok) return;
        const from = of.kind === "free_delivery" ? costs.deliveryFeeCentavos : costs.subtotalCentavos;
        expect(result.discountCentavos).to.satisfy(Number.isSafeInteger).and.be.within(0, from);
      }),
    );
  });
});
