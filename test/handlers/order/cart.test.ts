import { expect } from "chai";
import { addItem as addAt, type Lines, removeItem, setQuantity } from "../../../handlers/order/cart.ts";
import { lineIdOf } from "../../../handlers/order/lines.ts";
import type { Line } from "../../../handlers/order/record.ts";
import type { OrderConfig } from "../../../handlers/shared/tenant.ts";
import { centro, tuesdayEvening } from "./support.ts";

const config = centro.orderConfig;
const addItem = (lines: readonly Line[], from: OrderConfig, add: Parameters<typeof addAt>[2]) =>
  addAt(lines, from, add, tuesdayEvening);
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
      { itemId: pizza, quantity: 3, options: undefined, notes: undefined },
      { itemId: pizza, quantity: 1, options: undefined, notes: "sem cebola" },
    ]);
  });

  it("keeps the same item with other options apart, and knows the same ones in any order", () => {
    const add = (lines: readonly Line[], ...choiceIds: string[]) =>
      linesOf(
        addItem(lines, config, {
          itemId: "pizza_meio_a_meio",
          quantity: 1,
          options: [{ groupId: "sabores", choiceIds }],
        }),
      );
    let lines = add([], "pizza_calabresa", "pizza_portuguesa");
    lines = add(lines, "pizza_portuguesa", "pizza_calabresa");
    lines = add(lines, "pizza_calabresa", "pizza_atum");
    expect(lines.map(({ quantity }) => quantity)).to.deep.equal([2, 1]);
  });

  it("refuses an item that is not on the menu, and one in short supply", () => {
    expect(codeOf(addItem([], config, { itemId: "sushi", quantity: 1 }))).to.equal("unknown_item");
    expect(codeOf(addItem([], config, { itemId: "petit_gateau", quantity: 1 }))).to.equal("item_unavailable");
  });

  it("refuses a hundredth of one item", () => {
    const lines = linesOf(addItem([], config, { itemId: pizza, quantity: 99 }));
    expect(codeOf(addItem(lines, config, { itemId: pizza, quantity: 1 }))).to.equal("invalid_request");
  });

  describe("with two lines of one item", () => {
    const lines: Line[] = [
      { itemId: pizza, quantity: 2 },
      { itemId: "coca_cola_lata", quantity: 1 },
      { itemId: pizza, quantity: 2, notes: "sem cebola" },
    ];
    const quantities = (result: Lines) => linesOf(result).map(({ quantity }) => quantity);

    it("changes and removes the one that is named by its id", () => {
      const lineId = lineIdOf(lines[2]!);
      expect(quantities(setQuantity(lines, config, { lineId, quantity: 5 }))).to.deep.equal([2, 1, 5]);
      expect(quantities(setQuantity(lines, config, { lineId, quantity: 0 }))).to.deep.equal([2, 1]);
      expect(quantities(removeItem(lines, config, { lineId: lineIdOf(lines[0]!) }))).to.deep.equal([1, 2]);
    });

    it("takes an item's id where there is no doubt", () => {
      expect(quantities(setQuantity(lines, config, { itemId: "coca_cola_lata", quantity: 3 }))).to.deep.equal(
        [2, 3, 2],
      );
    });

    it("asks which one is meant, naming them, where there is", () => {
      for (const result of [
        setQuantity(lines, config, { itemId: pizza, quantity: 1 }),
        removeItem(lines, config, { itemId: pizza }),
      ]) {
        if (result.ok) expect.fail("it must ask");
        expect(result.error.code).to.equal("ambiguous_line");
        expect(result.error.message).to.equal(
          "Há mais de um no carrinho. Qual deles? 2x Pizza Margherita: sem observações; 2x Pizza Margherita: sem cebola.",
        );
        expect(result.error.details?.offered).to.deep.equal([
          { id: lineIdOf(lines[0]!), name: "2x Pizza Margherita: sem observações" },
          { id: lineIdOf(lines[2]!), name: "2x Pizza Margherita: sem cebola" },
        ]);
      }
    });

    it("asks so of an item that has left the menu, too, and names no id", () => {
      const gone = lines.map((line) => ({ ...line, itemId: "pizza_de_ontem" }));
      const result = removeItem(gone, config, { itemId: "pizza_de_ontem" });
      if (result.ok) expect.fail("it must ask");
      expect(result.error.message).to.contain("2x item fora do cardápio: sem cebola").and.not.to.contain("_");
    });
  });

  it("refuses to change what is not in it", () => {
    expect(codeOf(setQuantity([], config, { itemId: pizza, quantity: 2 }))).to.equal("not_in_cart");
    expect(codeOf(removeItem([], config, { itemId: pizza }))).to.equal("not_in_cart");
    expect(codeOf(removeItem([], config, { itemId: "sushi" }))).to.equal("unknown_item");
    expect(codeOf(removeItem([], config, { lineId: "line_gone" }))).to.equal("not_in_cart");
    expect(codeOf(removeItem([], config, {}))).to.equal("invalid_request");
  });
});
