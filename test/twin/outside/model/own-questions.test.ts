import { expect } from "chai";
import type { MenuView } from "../../../../handlers/shared/order-api.ts";
import { ask, menu, menuWithAreas } from "./support.ts";

const half = (quantity: number, ...choiceIds: string[]) => ({
  name: "add_item",
  input: { itemId: "pizza_meio_a_meio", quantity, options: [{ groupId: "sabores", choiceIds }] },
});
const whole = (itemId: string, quantity = 1) => ({ name: "add_item", input: { itemId, quantity } });
const delivered = (postalCode: string) => ({
  name: "set_fulfilment",
  input: { mode: "delivery", address: { street: "Rua das Flores", number: "10", postalCode } },
});

describe("the model's stand-in takes the answer to its own question", () => {
  const flavours = "Para Pizza Meio a Meio, escolha 2 opções em Sabores: Pizza Margherita, Pizza Calabresa.";
  const cep = "Qual é o CEP do endereço? Assim vejo se entregamos aí.";
  const where = "entrega na Rua das Flores, 10";

  it("about the flavours of pizzas that were ordered a turn ago", async () => {
    expect(await ask(["quero 2 pizzas meio a meio", flavours, "calabresa e portuguesa"])).to.deep.equal([
      half(2, "pizza_calabresa", "pizza_portuguesa"),
    ]);
  });

  it("about the flavours one by one", async () => {
    const said = ["quero 3 pizzas meio a meio", flavours, "atum", flavours, "e parma"];
    expect(await ask(said)).to.deep.equal([half(3, "pizza_atum", "pizza_parma")]);
  });

  it("about the flavours after the question about the store", async () => {
    const store = "Olá! De qual das nossas unidades você quer pedir?\n• Centro";
    const said = ["quero 2 meio a meio", store, "centro", flavours, "calabresa e atum"];
    expect(await ask(said)).to.deep.equal([half(2, "pizza_calabresa", "pizza_atum")]);
  });

  it("and another wish instead of an answer", async () => {
    expect(await ask(["quero uma meio a meio", flavours, "então quero uma coca"])).to.deep.equal([
      whole("coca_cola_lata"),
    ]);
  });

  for (const said of ["41940-340", "41940340", "meu cep é 41940-340", "CEP: 41.940-340"])
    it(`about the CEP: "${said}"`, async () => {
      expect(await ask([where, cep, said])).to.deep.equal([delivered("41940-340")]);
    });

  it("about the CEP after a wrong one", async () => {
    const refused = "Infelizmente não entregamos nesse endereço.";
    expect(await ask([where, cep, "99999-999"])).to.deep.equal([delivered("99999-999")]);
    expect(await ask([where, cep, "99999-999", refused, "41940-340"])).to.deep.equal([
      delivered("41940-340"),
    ]);
  });

  it("about the CEP when it is too short, and asks again", async () => {
    const again = await ask([where, cep, "41940-34"]);
    expect(again).to.include("oito números").and.include("Qual é o CEP do endereço?");
    expect(await ask([where, cep, "41940-34", String(again), "41940-340"])).to.deep.equal([
      delivered("41940-340"),
    ]);
  });

  it("about the CEP when a short one follows a refused one", async () => {
    const said = [where, cep, "99999-999", "Infelizmente não entregamos nesse endereço.", "41940-34"];
    expect(await ask(said)).to.include("Qual é o CEP do endereço?");
  });

  it("about the CEP of an address that only the basket knows", async () => {
    const address = { street: "Rua das Flores", number: "10" };
    const shown = { name: "view_cart", input: {}, result: { ok: true, order: { fulfilment: { address } } } };
    const said = ["oi", cep, "41940-340"];
    expect(await ask(said)).to.deep.equal([{ name: "view_cart", input: {} }]);
    expect(await ask(said, { answers: [shown] })).to.deep.equal([delivered("41940-340")]);
  });

  it("about a street whose CEP came first", async () => {
    const said = ["qual o frete para 41940-340?", "Qual é a rua e o número?", "Rua das Flores, 10"];
    expect(await ask(said)).to.deep.equal([delivered("41940-340")]);
  });

  it("with another street, which has not the CEP of the first", async () => {
    const said = [`${where}, 41940-340`, "Posso confirmar", "na verdade Avenida Brasil, 5"];
    expect(await ask(said)).to.deep.equal([
      {
        name: "set_fulfilment",
        input: { mode: "delivery", address: { street: "Avenida Brasil", number: "5" } },
      },
    ]);
  });

  it("about how many", async () => {
    const said = ["quero 100 pizzas de calabresa"];
    const question = await ask(said);
    expect(question).to.match(/^De Pizza Calabresa anoto de 1 a 99/);
    expect(await ask([...said, String(question), "então 20"])).to.deep.equal([whole("pizza_calabresa", 20)]);
  });
});

describe("the model's stand-in makes one pizza of two halves", () => {
  const cases: readonly (readonly [text: string, ...calls: unknown[]])[] = [
    ["quero uma meia calabresa meia mussarela", half(1, "pizza_calabresa", "pizza_mucarela")],
    ["uma pizza metade margherita metade atum", half(1, "pizza_margherita", "pizza_atum")],
    ["meia calabresa e meia portuguesa", half(1, "pizza_calabresa", "pizza_portuguesa")],
    ["2 pizzas metade de atum e a outra metade de parma", half(2, "pizza_parma", "pizza_atum")],
    ["1/2 calabresa 1/2 atum", half(1, "pizza_calabresa", "pizza_atum")],
    ["meia calabresa meia atum e uma parma", half(1, "pizza_calabresa", "pizza_atum"), whole("pizza_parma")],
    ["meia dúzia de calabresas", whole("pizza_calabresa", 6)],
    ["calabresa e margherita meio a meio", half(1, "pizza_margherita", "pizza_calabresa")],
    ["2 pizzas de calabresa com atum meio a meio", half(2, "pizza_calabresa", "pizza_atum")],
    [
      "parma, calabresa e atum meio a meio e uma coca",
      whole("pizza_parma"),
      half(1, "pizza_calabresa", "pizza_atum"),
      whole("coca_cola_lata"),
    ],
    ["meia calabresa meia atum, meio a meio", half(1, "pizza_calabresa", "pizza_atum")],
    ["pizza meio a meio, calabresa e atum meio a meio", half(1, "pizza_calabresa", "pizza_atum")],
    [
      "uma calabresa, uma atum e uma meio a meio",
      ...[whole("pizza_calabresa"), whole("pizza_atum"), whole("pizza_meio_a_meio")],
    ],
  ];
  for (const [text, ...calls] of cases)
    it(`"${text}"`, async () => {
      // A choice's place in the group's order is the order stage's.
      const sorted = (list: unknown) =>
        JSON.stringify(list, (_, v) => (Array.isArray(v) ? [...v].sort() : v));
      expect(sorted(await ask([text]))).to.equal(sorted(calls));
    });
});

describe("the model's stand-in never orders another number than was said", () => {
  for (const said of ["0", "-3", "100", "mil", "menos 2", "1,5", "1.5", "1.000", "1.000.000"])
    it(`"quero ${said} pizzas calabresa"`, async () => {
      expect(await ask([`quero ${said} pizzas calabresa`])).to.match(/^De Pizza Calabresa anoto de 1 a 99/);
    });

  const cases: readonly (readonly [text: string, ...calls: unknown[]])[] = [
    ["quero vinte e cinco calabresas", whole("pizza_calabresa", 25)],
    ["duas dúzias de cocas", whole("coca_cola_lata", 24)],
    ["2,0 calabresas", whole("pizza_calabresa", 2)],
    ["2 calabresas,3 atum", whole("pizza_calabresa", 2), whole("pizza_atum", 3)],
    ["- 2 calabresas\n- 1 atum", whole("pizza_calabresa", 2), whole("pizza_atum")],
    ["-2 calabresas\n-1 atum", whole("pizza_calabresa", 2), whole("pizza_atum")],
  ];
  for (const [text, ...calls] of cases)
    it(JSON.stringify(text), async () => {
      expect(await ask([text])).to.deep.equal(calls);
    });
});

describe("the model's stand-in answers a question and changes nothing", () => {
  const fees = [
    "quanto custa a entrega?",
    "qual a taxa de entrega?",
    "quanto é a entrega?",
    "vocês entregam na Lapa?",
  ];
  for (const said of fees)
    it(`"${said}"`, async () => {
      expect(await ask([said])).to.equal("A entrega custa R$ 7,00.");
    });

  it("about a fee that depends on the address, and asks for the CEP", async () => {
    const said = ["quanto custa a entrega?"];
    expect(await ask(said, { menu: menuWithAreas })).to.deep.equal([{ name: "view_cart", input: {} }]);
    const cart = (area?: string) => ({
      menu: menuWithAreas,
      answers: [{ name: "view_cart", input: {}, result: { ok: true, order: { items: [], area } } }],
    });
    expect(await ask(said, cart())).to.equal(
      "A entrega custa de R$ 4,00 a R$ 9,00, conforme o endereço. Qual é o CEP do endereço?",
    );
    expect(await ask(said, cart("Perto"))).to.equal("A entrega no seu endereço custa R$ 4,00.");
  });

  for (const said of ["quais as formas de pagamento?", "vocês aceitam cartão?", "como posso pagar?"])
    it(`"${said}"`, async () => {
      expect(await ask([said])).to.equal("Aceitamos: PIX, dinheiro ao receber.");
    });

  it("and asks once more for a confirmation that it had asked for", async () => {
    const question = "Posso confirmar o pedido de R$ 52,90 com pagamento por PIX?";
    const said = ["retirada", `Total: R$ 52,90\n\n${question}`, "posso pagar com cartão?"];
    expect(await ask(said)).to.equal(`Aceitamos: PIX, dinheiro ao receber.\n\n${question}`);
  });
});

describe("the model's stand-in reads a coupon", () => {
  for (const said of [
    "cupom BEMVINDO10",
    "cupom: bemvindo10",
    "o cupom é BEMVINDO10",
    "cupom de desconto BEMVINDO10",
  ])
    it(`"${said}"`, async () => {
      expect(await ask([said])).to.deep.equal([{ name: "apply_coupon", input: { code: "BEMVINDO10" } }]);
    });

  it("and none in a question for one", async () => {
    expect(await ask(["tem cupom de desconto?"])).to.include("Os preços são os do cardápio");
  });
});

describe("the model's stand-in, told no more than a store", () => {
  const chosen = { name: "choose_store", input: { storeId: "store_centro" }, result: { ok: true } };

  it("asks what is wanted of it", async () => {
    expect(await ask(["centro"], { answers: [chosen] })).to.equal(
      "Certo, Bella Napoli Centro! Posso anotar o seu pedido ou mostrar o cardápio: o que prefere?",
    );
  });

  it("understands nothing where none was to choose", async () => {
    expect(await ask(["centro"])).to.include("Não entendi bem");
  });
});

describe("the model's stand-in takes a card's number for no yes", () => {
  const total = "Posso confirmar o pedido de R$ 52,90 com pagamento";
  const before = ["retirada", `Total: R$ 52,90\n\n${total} por PIX?`];
  const cards = { menu: { ...menu, paymentMethods: ["PIX", "CREDIT_CARD"] } satisfies MenuView };
  const placed = (paymentMethod: string) => ({
    name: "place_order",
    input: { paymentMethod, confirmedTotal: "R$ 52,90" },
  });

  for (const said of [
    "meu cartão é **** **** **** 1111 validade 12/30",
    "sim, ************1111",
    "confirmo, cartão 4111-1111-1111-1112",
  ])
    it(`"${said}"`, async () => {
      expect(await ask([...before, said], cards)).to.equal(
        `Não preciso do número do seu cartão. Para pagar com cartão, mando um link seguro assim que você confirmar o pedido.\n\n${total} por cartão?`,
      );
    });

  it("and asks how to pay otherwise where no card is taken", async () => {
    expect(await ask([...before, "**** **** **** 1111"])).to.equal(
      `Não preciso do número do seu cartão. Aceitamos: PIX, dinheiro ao receber.\n\n${total} por PIX?`,
    );
  });

  it("and takes the yes after it for the card, unless another way is named", async () => {
    const asked = [...before, "**** **** **** 1111", `${total} por cartão?`];
    expect(await ask([...asked, "sim"], cards)).to.deep.equal([placed("CREDIT_CARD")]);
    expect(await ask([...asked, "melhor pix"], cards)).to.deep.equal([placed("PIX")]);
  });

  it("but a tax number beside the yes for none", async () => {
    expect(await ask([...before, "sim, cpf ***.***.***-25"], cards)).to.deep.equal([placed("PIX")]);
  });

  it("and no digit of it for a quantity", async () => {
    expect(await ask(["**** **** **** 1111 uma coca"], cards)).to.deep.equal([whole("coca_cola_lata")]);
  });
});
