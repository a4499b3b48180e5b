/** Coupons' counters through the real SDK, against an engine that carries out DynamoDB's transactions. */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import fc from "fast-check";
import { type Coupons, type CouponUse, openCoupons } from "../../../handlers/order/coupon-counters.ts";
import type { OrderConfig } from "../../../handlers/shared/tenant.ts";
import { type Fixture, startTables } from "../../twin/region/dynamodb/tables.ts";
import { ana, errorOf, inChat, orderOf, pizzeria, place, world } from "./support.ts";

const orders = {
  name: "test-orders",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "orderId",
  attributes: [{ name: "orderId", type: "S" }],
};

describe("coupons' counters", () => {
  let fixture: Fixture;
  let coupons: Coupons;
  let code: string;
  let codes = 0;
  before(async () => {
    fixture = await startTables(undefined, [orders]);
    coupons = openCoupons(fixture.documents, orders.name);
  });
  after(() => fixture.stop());
  beforeEach(() => {
    code = `CODE${++codes}`;
  });

  const use = (orderId: string, customer: string, more: Partial<CouponUse> = {}): CouponUse => ({
    ...{ clientId: "client_bella_napoli", code },
    orderId: `${code}_${orderId}`,
    customerId: customer,
    ...more,
  });
  const used = async (customer?: string) => {
    const orderId = `coupon#client_bella_napoli#${code}${customer ? `#${customer}` : ""}`;
    const { Item } = await fixture.documents.send(
      new GetCommand({ TableName: orders.name, Key: { orderId } }),
    );
    return Item?.used ?? 0;
  };
  const free = (orderId: string) => coupons.release("client_bella_napoli", `${code}_${orderId}`);

  it("count an order once, however often it asks", async () => {
    const limits = { limitTotal: 1, limitPerCustomer: 1 };
    expect(await coupons.hold(use("a", "ana", limits))).to.equal("held");
    expect(await coupons.hold(use("a", "ana", limits))).to.equal("held");
    expect([await used(), await used("ana")]).to.deep.equal([1, 1]);
  });

  it("stop at the limit in all, and at each customer's", async () => {
    const limits = { limitTotal: 2, limitPerCustomer: 1 };
    expect(await coupons.hold(use("a", "ana", limits))).to.equal("held");
    expect(await coupons.hold(use("b", "ana", limits))).to.equal("used_by_customer");
    expect(await coupons.hold(use("c", "bia", limits))).to.equal("held");
    expect(await coupons.hold(use("d", "caio", limits))).to.equal("exhausted");
    expect(await used()).to.equal(2);
  });

  it("are freed once, and then serve another order", async () => {
    const limits = { limitTotal: 1 };
    await coupons.hold(use("a", "ana", limits));
    await Promise.all([free("a"), free("a"), free("a")]);
    await free("never held");
    expect([await used(), await used("ana")]).to.deep.equal([0, 0]);
    expect(await coupons.hold(use("b", "bia", limits))).to.equal("held");
    expect(await coupons.hold(use("a", "ana", limits))).to.equal("exhausted");
  });

  it("know an erased customer's count, and not whose the order is", async () => {
    const limits = { limitPerCustomer: 1 };
    await coupons.hold(use("a", "ana", limits));
    await coupons.forgetCustomer("client_tempero_da_bahia", `${code}_a`);
    const item = async () => {
      const Key = { orderId: `coupon-use#${code}_a` };
      return (await fixture.documents.send(new GetCommand({ TableName: orders.name, Key }))).Item;
    };
    expect(await item(), "another restaurant's").to.include({ customerId: "ana" });
    for (const orderId of ["a", "never held"])
      await coupons.forgetCustomer("client_bella_napoli", `${code}_${orderId}`);
    expect(await item()).to.include({ customerId: "cust_erased", held: true });
    expect(await coupons.hold(use("b", "ana", limits))).to.equal("used_by_customer");
    await free("a");
    expect([await used(), await used("cust_erased")]).to.deep.equal([0, 0]);
  });

  it("give up the coupon that an order held before", async () => {
    await coupons.hold(use("a", "ana", { limitTotal: 1 }));
    const other = use("a", "ana", { code: `${code}B` });
    expect(await coupons.hold(other)).to.equal("held");
    expect(await used()).to.equal(0);
  });

  it("are another tenant's for the same order id", async () => {
    await coupons.hold(use("a", "ana"));
    await coupons.release("client_tempero_da_bahia", `${code}_a`);
    expect(await used()).to.equal(1);
  });

  it("let no two orders pass the last one together", async () => {
    const limits = { limitTotal: 3, limitPerCustomer: 2 };
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, index) => coupons.hold(use(`${index}`, `cust_${index % 4}`, limits))),
    );
    expect(answers.filter((answer) => answer === "held")).to.have.lengthOf(3);
    expect(await used()).to.equal(3);
  });

  it("never pass a limit, whatever is held and freed at the same moment", async () => {
    const step = fc.record({
      order: fc.integer({ min: 0, max: 4 }),
      free: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (steps) => {
        code = `CODE${++codes}`;
        const limits = { limitTotal: 2, limitPerCustomer: 1 };
        await Promise.all(
          steps.map((one) =>
            one.free
              ? free(`${one.order}`)
              : coupons.hold(use(`${one.order}`, `cust_${one.order % 3}`, limits)),
          ),
        );
        const counts = await Promise.all([used(), used("cust_0"), used("cust_1"), used("cust_2")]);
        const [total = 0, ...customers] = counts as number[];
        expect(total).to.be.within(0, 2);
        for (const count of customers) expect(count).to.be.within(0, 1);
        expect(customers.reduce((sum, count) => sum + count, 0)).to.equal(total);
      }),
      { numRuns: 25 },
    );
  });

  describe("that two stores of a restaurant share", () => {
    type Coupon = NonNullable<OrderConfig["coupons"]>[number];
    /** The pizzeria, with one coupon at each of its stores. */
    const restaurant = (limits: Partial<Coupon>) => {
      const the = world();
      const shared: Coupon = {
        ...{ code, active: true, discount: { kind: "fixed", amountCentavos: 500 }, ...limits },
        minimumOrderCentavos: 1000,
      };
      for (const { clientId, stores } of the.tenants)
        if (clientId === pizzeria.clientId)
          for (const { orderConfig } of stores) orderConfig.coupons = [shared];
      Object.assign(the.ports, { coupons });
      return async (storeId: string, customerId: string) => {
        const at = { storeId, conversationId: `conv_${customerId}_${storeId}` };
        const ask = (request: object) => the.ask({ ...inChat(), ...at, ...request } as never);
        await ask({ action: "add_item", itemId: "pizza_margherita", quantity: 1 });
        await ask({ action: "set_fulfilment", mode: "pickup" });
        expect(orderOf(await ask({ action: "apply_coupon", code })).discountCentavos).to.equal(500);
        return place(the, { ...at, customer: { ...ana, customerId } });
      };
    };

    it("are used once by a customer, at whichever store", async () => {
      const order = restaurant({ limitPerCustomer: 1 });
      expect(orderOf(await order("store_centro", "ana")).status).to.equal("awaiting_payment");
      expect(errorOf(await order("store_pinheiros", "ana")).message).to.contain(`já usou o cupom ${code}`);
      expect(orderOf(await order("store_pinheiros", "bia")).status).to.equal("awaiting_payment");
    });

    it("are exhausted at both when the orders of both reach the limit, even at once", async () => {
      const order = restaurant({ limitTotal: 3 });
      const answers = await Promise.all(
        ["ana", "bia", "caio", "davi"].flatMap((who) => [
          order("store_centro", who),
          order("store_pinheiros", `${who}_b`),
        ]),
      );
      expect(answers.filter(({ ok }) => ok)).to.have.lengthOf(3);
      for (const answer of answers) if (!answer.ok) expect(answer.error.code).to.equal("coupon_exhausted");
      expect(await used()).to.equal(3);
    });

    it("are free again at both once the order of one is over", async () => {
      const order = restaurant({ limitTotal: 1 });
      const { orderId = "" } = orderOf(await order("store_centro", "ana"));
      expect(errorOf(await order("store_pinheiros", "bia")).code).to.equal("coupon_exhausted");
      await coupons.release(pizzeria.clientId, orderId);
      expect(orderOf(await order("store_pinheiros", "caio")).status).to.equal("awaiting_payment");
    });
  });
});
