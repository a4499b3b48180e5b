import { expect } from "chai";
import { addItem, type Lines, removeItem, setQuantity } from "../../../handlers/order/cart.ts";
import type { Line } from "../../../handlers/order/record.ts";
import { centro } from "./support.ts";

const config = centro.orderConfig;
const pizza = "pizza_margherita";

function linesOf(result: Lines): Line[] {
  if (result.ok) return result.lines;
  throw new Error(result.error.message);
}
const codeOf = (result: Lines) => (result.ok ? "ok" : result.error.code);

describe("a basket", () => {
  it("sums the same item, and keeps one with other notes apart", () => {
    let lines = linesOf(addItem([], config, { itemId: pizza, quantity: 1 }));
    lines = linesOf(addItem(lines, config, { itemId: pizza, quantity: 2 }));
    lines = linesOf(addItem(lines, config, { itemId: pizza, quantity: 1, notes: " sem cebola " }));
    expect(lines).to.deep.equal([
      { itemId: pizza, quantity: 3, notes: undefined },
      { itemId: pizza, quantity: 1, notes: "sem cebola" },
    ]);
  });

  it("refuses an item that is not on the menu, and one in short supply", () => {
    expect(codeOf(addItem([], config, { itemId: "sushi", quantity: 1 }))).to.equal("unknown_item");
    expect(codeOf(addItem([], config, { itemId: "petit_gateau", quantity: 1 }))).to.equal("item_unavailable");
  });

  it("refuses a hundredth of one item", () => {
    const lines = linesOf(addItem([], config, { itemId: pizza, quantity: 99 }));
    expect(codeOf(addItem(lines, config, { itemId: pizza, quantity: 1 }))).to.equal("invalid_request");
  });

  it("sets how many of an item there are in all, taking from its newest line first", () => {
    const lines: Line[] = [
      { itemId: pizza, quantity: 2 },
      { itemId: "coca_cola_lata", quantity: 1 },
      { itemId: pizza, quantity: 2, notes: "sem cebola" },
    ];
    const quantities = (quantity: number) =>
      linesOf(setQuantity(lines, config, { itemId: pizza, quantity })).map((line) => line.quantity);
    expect(quantities(6)).to.deep.equal([2, 1, 4]);
    expect(quantities(3)).to.deep.equal([2, 1, 1]);
    expect(quantities(1)).to.deep.equal([1, 1]);
    expect(quantities(0)).to.deep.equal([1]);
  });

  it("refuses to change what is not in it", () => {
    expect(codeOf(setQuantity([], config, { itemId: pizza, quantity: 2 }))).to.equal("not_in_cart");
    expect(codeOf(removeItem([], config, pizza))).to.equal("not_in_cart");
    expect(codeOf(removeItem([], config, "sushi"))).to.equal("unknown_item");
  });

  it("loses every line of an item that is removed", () => {
    const lines: Line[] = [
      { itemId: pizza, quantity: 2 },
      { itemId: pizza, quantity: 1, notes: "sem cebola" },
    ];
    expect(linesOf(removeItem(lines, config, pizza))).to.deep.equal([]);
  });
});
