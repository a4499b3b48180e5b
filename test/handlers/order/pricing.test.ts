import { expect } from "chai";
import fc from "fast-check";
import { missing } from "../../../handlers/order/fulfilment.ts";
import { items } from "../../../handlers/order/menu.ts";
import { groupsOf } from "../../../handlers/order/options.ts";
import { type Basket, price } from "../../../handlers/order/pricing.ts";
import type { Line } from "../../../handlers/order/record.ts";
import type { MenuItem, OrderConfig } from "../../../handlers/shared/tenant.ts";
import { tuesdayEvening as now, tenants } from "./support.ts";

const stores = tenants.flatMap((tenant) => tenant.stores);
const [centro] = stores as [(typeof stores)[number]];
const address = { street: "Rua Augusta", number: "100" };

/** Any choice that the item's groups allow. */
function optionsFor(config: OrderConfig, item: MenuItem) {
  const groups = groupsOf(config, item, now).map(({ groupId, min, max, choices }) =>
    fc
      .subarray(
        choices.map(({ choiceId }) => choiceId),
        { minLength: min, maxLength: max },
      )
      .map((choiceIds) => ({ groupId, choiceIds })),
  );
  return fc.tuple(...groups).map((chosen) => chosen.filter(({ choiceIds }) => choiceIds.length));
}

const goneLine = fc.constantFrom<Line>(
  { itemId: "left_the_menu", quantity: 2 },
  {
    itemId: "pizza_calabresa",
    quantity: 1,
    options: [{ groupId: "borda", choiceIds: ["borda_que_acabou"] }],
  },
  { itemId: "pizza_meio_a_meio", quantity: 1 },
);

/** A store and any basket of its menu, with what has left the menu mixed in, any coupon, and any way to the customer. */
const shopping = fc.constantFrom(...stores).chain((store) => {
  const config = store.orderConfig;
  const line = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(...items(config)).chain((item) =>
        fc.record({
          itemId: fc.constant(item.itemId),
          quantity: fc.integer({ min: 1, max: 99 }),
          options: optionsFor(config, item),
        }),
      ),
    },
    { weight: 1, arbitrary: goneLine },
  );
  const code = fc.constantFrom(...(config.coupons ?? []).map((coupon) => coupon.code), "NAOEXISTE");
  const postalCode = fc.constantFrom("05422-010", "05021-001", "41940-340", "69900-000", undefined);
  return fc.record({
    store: fc.constant(store),
    basket: fc.record({
      lines: fc.array(line, { maxLength: 12 }),
      fulfilment: fc.oneof(
        fc.constant(undefined),
        fc.constant({ mode: "pickup" as const }),
        postalCode.map((cep) => ({ mode: "delivery" as const, address: { ...address, postalCode: cep } })),
      ),
      coupon: fc.option(
        code.map((one) => ({ code: one, held: false })),
        { nil: undefined },
      ),
    }),
  });
});

describe("a basket's price", () => {
  it("is never negative, whole, and the items plus the fee minus the discount", () => {
    fc.assert(
      fc.property(shopping, ({ store, basket }) => {
        const { quote } = price(basket, store, now);
        const sum = quote.items.reduce((total, line) => total + line.unitPriceCentavos * line.quantity, 0);
        const { subtotalCentavos, deliveryFeeCentavos, discountCentavos, totalCentavos } = quote;
        expect(subtotalCentavos).to.equal(sum);
        expect(totalCentavos).to.equal(sum + deliveryFeeCentavos - discountCentavos);
        for (const amount of [totalCentavos, discountCentavos, deliveryFeeCentavos])
          expect(amount).to.satisfy(Number.isSafeInteger).and.at.least(0);
        for (const line of quote.items) expect(line.unitPriceCentavos).to.be.at.least(0);
        if (quote.items.length) expect(totalCentavos, "no order is for free").to.be.greaterThan(0);
        if (basket.fulfilment?.mode !== "delivery") expect(deliveryFeeCentavos).to.equal(0);
      }),
      { numRuns: 500 },
    );
  });

  it("does not depend on the order of its lines", () => {
    fc.assert(
      fc.property(shopping, ({ store, basket }) => {
        const turned: Basket = { ...basket, lines: basket.lines.toReversed() };
        expect(price(turned, store, now).quote.totalCentavos).to.equal(
          price(basket, store, now).quote.totalCentavos,
        );
      }),
    );
  });

  it("asks no fee for an empty basket", () => {
    expect(price({ lines: [], fulfilment: { mode: "delivery" } }, centro, now).quote.totalCentavos).to.equal(
      0,
    );
  });

  it("must reach the minimum for a delivery, without the fee, and for that alone", () => {
    const lacks = (lines: Line[], fulfilment?: Basket["fulfilment"]) =>
      missing(price({ lines, fulfilment }, centro, now), fulfilment);
    const coke = [{ itemId: "coca_cola_lata", quantity: 4 }];
    expect(lacks(coke, { mode: "delivery", address })).to.deep.equal(["minimum"]);
    expect(lacks(coke, { mode: "pickup" })).to.deep.equal([]);
    expect(lacks(coke, { mode: "delivery" })).to.deep.equal(["address", "minimum"]);
    expect(lacks([])).to.deep.equal(["items", "fulfilment"]);
  });
});
