import { expect } from "chai";
import { ask } from "./support.ts";

describe("the model's stand-in tells what the menu has, and orders nothing", () => {
  const prices = [
    "quanto custa a calabresa?",
    "a calabresa é picante?",
    "qual o preço da calabresa",
    "quanto é uma calabresa?",
  ];
  for (const said of [...prices, "tem calabresa?", "vocês têm pizza de calabresa?"])
    it(`"${said}"`, async () => {
      expect(await ask([said])).to.match(/^Pizza Calabresa \(.*\) custa R\$ 52,90\.$/);
    });

  it("of a kind", async () => {
    const answer = String(await ask(["quais bebidas vocês têm?"]));
    expect(answer).to.match(/^\*Bebidas\*\n• Coca-Cola lata 350 ml — R\$ 6,50\n/);
    expect(answer).not.to.include("Pizza");
    expect(await ask(["tem coca?"])).to.equal("Coca-Cola lata 350 ml custa R$ 6,50.");
    expect(await ask(["o que tem de bebida?"])).to.equal(answer);
    expect(await ask(["quais pizzas doces tem?"])).to.match(/^\*Pizzas doces\*\n/);
    expect(await ask(["quais sabores de pizza vocês têm?"])).to.include("*Pizzas especiais*");
    expect(await ask(["tem sobremesa?"])).to.include("Pizza Romeu e Julieta");
  });

  it("unless something is wanted, too", async () => {
    expect(await ask(["quanto é a calabresa? quero duas calabresas"])).to.deep.include({
      name: "add_item",
      input: { itemId: "pizza_calabresa", quantity: 2 },
    });
  });
});

describe("the model's stand-in asks which one", () => {
  const said = "quero duas pizzas e uma coca";

  it("is wanted of a kind, takes the rest, and keeps the number until the answer", async () => {
    expect(await ask([said])).to.deep.equal([
      { name: "add_item", input: { itemId: "coca_cola_lata", quantity: 1 } },
    ]);
    const question = String(await ask(["quero duas pizzas"]));
    expect(question).to.match(/^Quais pizzas você quer\?\n• Pizza Meio a Meio — .*\n• Pizza Margherita — /);
    expect(await ask(["quero duas pizzas", question, "calabresa"])).to.deep.equal([
      { name: "add_item", input: { itemId: "pizza_calabresa", quantity: 2 } },
    ]);
    expect(await ask(["quero duas pizzas", question, "uma calabresa e uma atum"])).to.have.lengthOf(2);
  });

  for (const text of ["a pizza chegou fria", "duas pizzas grandes de calabresa"])
    it(`but not of "${text}"`, async () => {
      const answer = await ask([text]);
      if (typeof answer === "string") expect(answer).not.to.match(/Qua(l|is) /);
      else
        expect(answer).to.deep.equal([
          { name: "add_item", input: { itemId: "pizza_calabresa", quantity: 2 } },
        ]);
    });
});
