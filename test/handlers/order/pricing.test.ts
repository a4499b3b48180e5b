import { expect } from "chai";
import fc from "fast-check";
import { missing } from "../../../handlers/order/fulfilment.ts";
import { items } from "../../../handlers/order/menu.ts";
import { quote } from "../../../handlers/order/pricing.ts";
import { tenants } from "./support.ts";

const configs = tenants.flatMap(({ stores }) => stores.map(({ orderConfig }) => orderConfig));

/** A store's menu and any basket of it, with items that have left the menu mixed in. */
const basket = fc.constantFrom(...configs).chain((config) =>
  fc.record({
    config: fc.constant(config),
    mode: fc.constantFrom("delivery" as const, "pickup" as const, undefined),
    lines: fc.array(
      fc.record({
        itemId: fc.constantFrom(...items(config).map(({ itemId }) => itemId), "left_the_menu"),
        quantity: fc.integer({ min: 1, max: 99 }),
      }),
      { maxLength: 20 },
    ),
  }),
);

describe("a basket's price", () => {
  it("is never negative, whole, and the items plus the fee", () => {
    fc.assert(
      fc.property(basket, ({ config, lines, mode }) => {
        const priced = quote(lines, config, mode);
        const sum = priced.items.reduce((total, line) => total + line.unitPriceCentavos * line.quantity, 0);
        expect(priced.subtotalCentavos).to.equal(sum);
        expect(priced.totalCentavos).to.equal(sum + priced.deliveryFeeCentavos);
        expect(priced.totalCentavos).to.satisfy(Number.isSafeInteger).and.at.least(0);
        if (mode !== "delivery") expect(priced.deliveryFeeCentavos).to.equal(0);
      }),
    );
  });

  it("does not depend on the order of its lines", () => {
    fc.assert(
      fc.property(basket, ({ config, lines, mode }) => {
        expect(quote(lines.toReversed(), config, mode).totalCentavos).to.equal(
          quote(lines, config, mode).totalCentavos,
        );
      }),
    );
  });

  it("asks no fee for an empty basket", () => {
    expect(quote([], configs[0]!, "delivery").totalCentavos).to.equal(0);
  });

  it("must reach the minimum for a delivery, without the fee, and for that alone", () => {
    const [config] = configs as [(typeof configs)[number]];
    const address = { street: "Rua Augusta", number: "100" };
    const coke = quote([{ itemId: "coca_cola_lata", quantity: 4 }], config, "delivery");
    expect(coke.totalCentavos).to.be.greaterThan(config.delivery.minimumOrderCentavos);
    expect(missing(coke, { mode: "delivery", address }, config)).to.deep.equal(["minimum"]);
    expect(missing(coke, { mode: "pickup" }, config)).to.deep.equal([]);
    expect(missing(coke, { mode: "delivery" }, config)).to.deep.equal(["address", "minimum"]);
    expect(missing(quote([], config), undefined, config)).to.deep.equal(["items", "fulfilment"]);
  });
});
