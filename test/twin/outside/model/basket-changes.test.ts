import { expect } from "chai";
import { ask } from "./support.ts";

const look = { name: "view_cart", input: {} };
const line = (lineId: string, itemId: string, quantity: number, more: object = {}) => ({
  ...{ lineId, itemId, quantity, name: itemId, unitPriceCentavos: 1, totalCentavos: 1 },
  ...more,
});
const cart = [line("l1", "pizza_portuguesa", 2), line("l2", "coca_cola_lata", 3)];

/** What is called once the basket, with these lines, was looked at. */
async function changing(said: string, items = cart): Promise<unknown> {
  expect(await ask([said])).to.deep.equal([look]);
  return ask([said], {
    answers: [{ ...look, result: { ok: true, order: { items, missing: ["fulfilment"] } } }],
  });
}

describe("the model's stand-in changes what the basket has", () => {
  it("by so many fewer, or all of an item", async () => {
    const fewer = (quantity: number) => [
      { name: "set_quantity", input: { itemId: "coca_cola_lata", quantity } },
    ];
    expect(await changing("tira uma coca")).to.deep.equal(fewer(2));
    expect(await changing("tira 5 cocas")).to.deep.equal(fewer(0));
    expect(await ask(["tira a coca"])).to.deep.equal([
      { name: "remove_item", input: { itemId: "coca_cola_lata" } },
    ]);
    expect(await ask(["cancela a coca"])).to.deep.equal([
      { name: "remove_item", input: { itemId: "coca_cola_lata" } },
    ]);
  });

  it("by as many of another item, or as many as are said", async () => {
    expect(await changing("troca as portuguesas por calabresa")).to.deep.equal([
      { name: "remove_item", input: { itemId: "pizza_portuguesa" } },
      { name: "add_item", input: { itemId: "pizza_calabresa", quantity: 2 } },
    ]);
    expect(await changing("troca uma portuguesa por calabresa")).to.deep.equal([
      { name: "set_quantity", input: { itemId: "pizza_portuguesa", quantity: 1 } },
      { name: "add_item", input: { itemId: "pizza_calabresa", quantity: 1 } },
    ]);
  });

  const crust = { options: [{ groupId: "borda", choiceIds: ["borda_catupiry"] }] };
  const withCrust = { itemId: "pizza_portuguesa", quantity: 2, ...crust };

  it("by an option of an item, the old line only after the new one", async () => {
    const said = "adiciona borda de catupiry na portuguesa";
    const add = { name: "add_item", input: withCrust };
    expect(await changing(said)).to.deep.equal([add]);
    const order = { items: cart, missing: ["fulfilment"] };
    const looked = { ...look, result: { ok: true, order } };
    const answers = (result: object) => ({ answers: [looked, { ...add, result }] });
    expect(await ask([said], answers({ ok: true, order }))).to.deep.equal([
      { name: "remove_item", input: { lineId: "l1" } },
    ]);
    const refused = { ok: false, error: { code: "invalid_options", message: "Não dá." } };
    expect(await ask([said], answers(refused))).to.match(/^Não dá\./);
  });

  it("by an option that only one item can have, or none any more", async () => {
    expect(await changing("com borda de catupiry")).to.deep.equal([{ name: "add_item", input: withCrust }]);
    const chosen = {
      options: [
        { groupId: "borda", name: "Borda", choices: [{ choiceId: "borda_catupiry", name: "Catupiry" }] },
      ],
    };
    const items = [line("l1", "pizza_portuguesa", 2, chosen)];
    expect(await changing("tira a borda de catupiry", items)).to.deep.equal([
      { name: "add_item", input: { itemId: "pizza_portuguesa", quantity: 2 } },
    ]);
    expect(await changing("com borda de catupiry", items)).to.include("Seu pedido até agora");
  });

  it("by a note for the kitchen, with its accents", async () => {
    const noted = (notes: string) => [
      { name: "add_item", input: { itemId: "pizza_portuguesa", quantity: 2, notes } },
    ];
    expect(await changing("tira o pimentão da portuguesa")).to.deep.equal(noted("sem pimentão"));
    expect(await changing("sem cebola", [cart[0]!])).to.deep.equal(noted("sem cebola"));
    expect(await ask(["uma portuguesa sem pimentão"])).to.deep.equal([
      { name: "add_item", input: { itemId: "pizza_portuguesa", quantity: 1, notes: "sem pimentão" } },
    ]);
  });

  it("by a note and an option at once", async () => {
    expect(await changing("sem pimentão na portuguesa e borda de catupiry")).to.deep.equal([
      { name: "add_item", input: { ...withCrust, notes: "sem pimentão" } },
    ]);
  });

  it("by taking everything out", async () => {
    const out = ["l1", "l2"].map((lineId) => ({ name: "remove_item", input: { lineId } }));
    expect(await changing("tira tudo")).to.deep.equal(out);
    expect(await changing("limpa o carrinho por favor")).to.deep.equal(out);
  });

  it("and asks of which item a note is", async () => {
    expect(await changing("quero sem cebola")).to.match(/^Em qual item\? .*“na coca_cola_lata”\./);
    expect(await changing("sem cebola", [])).to.include("carrinho ainda está vazio");
  });

  for (const said of ["sem o cupom", "sem troco", "sem pressa"])
    it(`and notes nothing of "${said}"`, async () => {
      expect(JSON.stringify(await ask([said])))
        .not.to.include("view_cart")
        .and.not.include("notes");
    });

  it("and leaves out what is said to be left out, though the menu has it", async () => {
    expect(await ask(["duas portuguesas sem muçarela"])).to.deep.equal([
      { name: "add_item", input: { itemId: "pizza_portuguesa", quantity: 2, notes: "sem muçarela" } },
    ]);
  });
});

describe("the model's stand-in asks what shall change", () => {
  it("after a tap on what it has offered", async () => {
    const before = "Posso confirmar o pedido de R$ 52,90 com pagamento por PIX?";
    expect(await ask(["só isso", before, "Quero mudar algo"])).to.match(/^Claro! O que você quer mudar/);
  });
});

describe("the model's stand-in cancels", () => {
  for (const said of ["cancela", "mudei de ideia, cancela", "quero cancelar", "cancela tudo por favor"])
    it(`"${said}"`, async () => {
      expect(await ask([said])).to.deep.equal([{ name: "cancel_order", input: {} }]);
    });
});

describe("the model's stand-in asks for a way to pay, and remembers it", () => {
  const total = "Posso confirmar o pedido de R$ 52,90 com pagamento";
  const order = {
    items: [line("l1", "pizza_calabresa", 1)],
    total: "R$ 52,90",
    missing: [],
    deliveryFeeCentavos: 0,
  };
  const shown = { answers: [{ ...look, result: { ok: true, order } }] };
  const before = ["retirada", `Total: R$ 52,90\n\n${total} por PIX?`];
  const placed = (input: object) => [
    { name: "place_order", input: { ...input, confirmedTotal: "R$ 52,90" } },
  ];

  it("when it is changed before the yes", async () => {
    const said = [...before, "muda o pagamento pra dinheiro, troco pra 100"];
    expect(await ask(said)).to.deep.equal([look]);
    const question = `${total} em dinheiro, troco para 100?`;
    expect(await ask(said, shown)).to.include(question);
    expect(await ask([...before, "em dinheiro", `${total} em dinheiro?`, "troco pra 100"], shown)).to.include(
      question,
    );
    expect(await ask([...said, question, "sim"])).to.deep.equal(
      placed({ paymentMethod: "CASH", changeFor: "100" }),
    );
    expect(await ask([...said, question, "não, no pix mesmo, sim"], shown)).not.to.include("place_order");
  });

  it("when it is said long before", async () => {
    const said = ["vou pagar com cartão", "Certo!", "só isso"];
    expect(await ask(said, shown)).to.include(`${total} por cartão?`);
    expect(
      await ask([...said.slice(0, 1), "Pedido registrado! Total: R$ 1,00.", "só isso"], shown),
    ).to.include(`${total} por PIX?`);
  });

  it("and takes the note for the change once it has asked for it", async () => {
    const asked = "O troco é para quanto? O total do pedido é R$ 52,90.";
    for (const said of ["100", "para 100", "R$ 100,00"])
      expect(await ask([...before, "dinheiro, troco pra 20", asked, said])).to.deep.equal(
        placed({ paymentMethod: "CASH", changeFor: "100" }),
      );
  });
});

describe("the model's stand-in tells how long it takes", () => {
  const status = { name: "order_status", input: {} };
  const none = { ...status, result: { ok: false, error: { code: "no_order", message: "Não há." } } };

  it("of the order, or else of the basket", async () => {
    expect(await ask(["quanto tempo demora?"])).to.deep.equal([status]);
    expect(await ask(["quanto tempo demora?"], { answers: [none] })).to.deep.equal([look]);
    const order = { items: [], missing: [], etaMinutes: 45 };
    const answers = [none, { ...look, result: { ok: true, order } }];
    expect(await ask(["quanto tempo demora?"], { answers })).to.match(
      /^A entrega leva cerca de 45 minutos\./,
    );
  });
});

describe("the model's stand-in asks for a coupon's code", () => {
  const question = "Qual é o código do cupom?";
  const applied = (code: string) => [{ name: "apply_coupon", input: { code } }];

  it("where it was not said", async () => {
    expect(await ask(["tenho um cupom"])).to.equal(question);
    expect(await ask(["tenho um cupom", question, "bemvindo10"])).to.deep.equal(applied("BEMVINDO10"));
  });

  it("and finds it behind a question", async () => {
    expect(await ask(["tem cupom? BEMVINDO10"])).to.deep.equal(applied("BEMVINDO10"));
  });
});
