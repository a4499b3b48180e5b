/** The conversation without a model, over an order stage that remembers a basket. */
import { expect } from "chai";
import { nearConversations, openContextCache } from "../../../handlers/adapters/context-cache.ts";
import type { Conversations, ModelAnswer } from "../../../handlers/conversation/ports.ts";
import type { Conversation } from "../../../handlers/conversation/record.ts";
import type { MenuView, OrderRequest, OrderResult, OrderView } from "../../../handlers/shared/order-api.ts";
import { batch, calls, conversation, inbound, says, sid } from "../support/conversation.ts";
import { storeNamed, tenant, tenantsOf } from "../support/fakes.ts";

const throttled: ModelAnswer = { ok: false, error: { kind: "throttled", message: "ThrottlingException" } };

const menu: MenuView = {
  storeId: "store_centro",
  storeName: "Centro",
  open: true,
  categories: [
    {
      name: "Pizzas",
      items: [
        {
          itemId: "calabresa",
          name: "Pizza Calabresa",
          price: "R$ 52,90",
          available: true,
          aliases: ["calabreza"],
        },
        {
          itemId: "meio",
          name: "Meio a meio",
          price: "a partir de R$ 49,90",
          available: true,
          aliases: [],
          options: ["sabores", "borda"],
        },
        { itemId: "atum", name: "Pizza Atum", price: "R$ 57,90", available: false, aliases: [] },
      ],
    },
    {
      name: "Bebidas",
      items: [
        { itemId: "coca_lata", name: "Coca lata", price: "R$ 6,50", available: true, aliases: ["coca"] },
        {
          itemId: "coca_2l",
          name: "Coca 2 litros",
          price: "R$ 14,90",
          available: true,
          aliases: ["coca grande"],
        },
      ],
    },
    {
      name: "Salgados e doces",
      items: ["Pizza 4 queijos", "Pão de alho", "Pastel", "Hambúrguer", "Bombom", "Baião de dois"].map(
        (name) => ({
          ...{ itemId: name, name, price: "R$ 9,90", available: true, aliases: [] },
        }),
      ),
    },
  ],
  optionGroups: [
    {
      groupId: "sabores",
      name: "Sabores",
      min: 2,
      max: 2,
      pricing: "highest",
      choices: [
        { choiceId: "s_calabresa", name: "Calabresa", price: "R$ 52,90", available: true },
        { choiceId: "s_mucarela", name: "Muçarela", price: "R$ 49,90", available: true },
        { choiceId: "s_atum", name: "Atum", available: false },
      ],
    },
    {
      groupId: "borda",
      name: "Borda",
      min: 0,
      max: 1,
      pricing: "sum",
      choices: [{ choiceId: "b_catupiry", name: "Catupiry", price: "R$ 8,00", available: true }],
    },
  ],
  deliveryFee: "R$ 7,00",
  minimumOrder: "R$ 30,00",
  pickup: true,
  paymentMethods: ["PIX", "CASH"],
};

/** Answers as the order stage does, as far as menus see it. */
function orderStage() {
  const asked: OrderRequest[] = [];
  let order: OrderView = {
    status: "cart",
    items: [],
    subtotalCentavos: 0,
    deliveryFeeCentavos: 0,
    totalCentavos: 0,
    total: "R$ 0,00",
    missing: ["items", "fulfilment"],
  };
  const orders = async (request: OrderRequest): Promise<OrderResult> => {
    asked.push(request);
    switch (request.action) {
      case "get_menu":
        return { ok: true, menu };
      case "add_item":
        order = {
          ...order,
          items: [
            {
              lineId: "l1",
              itemId: request.itemId,
              name: "Pizza Calabresa",
              quantity: request.quantity,
              unitPriceCentavos: 5290,
              totalCentavos: 5290 * request.quantity,
            },
          ],
          total: "R$ 105,80",
          missing: ["fulfilment"],
        };
        break;
      case "set_fulfilment":
        order = {
          ...order,
          fulfilment: { mode: request.mode, address: request.address },
          missing: request.mode === "delivery" && !request.address ? ["address"] : [],
        };
        break;
      case "place_order":
        if (request.confirmedTotal !== order.total)
          return { ok: false, error: { code: "quote_changed", message: "O total mudou." } };
        order = { ...order, status: "awaiting_payment", orderId: "order_1" };
        break;
      case "order_status":
        if (order.status === "cart")
          return { ok: false, error: { code: "no_order", message: "Você ainda não fez um pedido." } };
        break;
      case "cancel_order":
        // The basket's, when an order ended before it.
        if (order.status === "delivered") return { ok: true, order: { ...order, status: "cart", items: [] } };
        order = { ...order, status: "cancelled" };
        break;
      case "view_cart":
        break;
      default:
        return { ok: false, error: { code: "invalid_request", message: "Não esperado." } };
    }
    return { ok: true, order };
  };
  const end = () => {
    order = { ...order, status: "delivered" };
  };
  return { orders, asked, end };
}

function bot(script: Parameters<typeof conversation>[0] = [throttled], changes = {}) {
  const stage = orderStage();
  const chat = conversation(script, { orders: stage.orders, ...changes });
  let n = 0;
  return {
    ...chat,
    stage,
    /** Says it and hears what comes back. */
    async say(text: string, more = {}) {
      const before = chat.sent.length;
      await chat.run(batch(inbound(++n, text, more)));
      return chat.texts().slice(before).join("\n");
    },
  };
}

describe("Menus, while no model answers", () => {
  it("sell a pizza from the greeting to the placed order, by numbers alone", async () => {
    const chat = bot();
    expect(await chat.say("oi"))
      .to.include("*1* – Ver o cardápio")
      .and.not.include("dificuldade");
    expect(await chat.say("1"))
      .to.include("*1* – Pizzas")
      .and.include("*2* – Bebidas");
    const items = await chat.say("1");
    expect(items).to.include("*1* – Pizza Calabresa — R$ 52,90").and.not.include("Atum");
    expect(await chat.say("1")).to.include("Quantas unidades?");
    expect(await chat.say("2"))
      .to.include("Anotado: 2x Pizza Calabresa")
      .and.include("*1* – Fechar o pedido");
    expect(await chat.say("1")).to.include("*1* – Entrega");
    expect(await chat.say("1")).to.include("endereço de entrega");
    const summary = await chat.say("Rua das Flores, 123, Centro, 01310-100");
    expect(summary).to.include("Posso confirmar o pedido de R$ 105,80?").and.include("*1* – Pagar com PIX");
    expect(await chat.say("1")).to.include("Pedido registrado! Total: R$ 105,80.");
    expect(chat.stage.asked.at(-1)).to.deep.include({
      action: "place_order",
      paymentMethod: "PIX",
      confirmedTotal: "R$ 105,80",
      requestId: `${sid(9)}#menu1`,
    });
    expect(chat.written.MenuMode).to.have.length(9);
    // One turn asked the two models, and the others waited for the probe.
    expect(chat.asked).to.have.length(2);
  });

  it("understand an item that is named, with its number, and a title instead of its number", async () => {
    const chat = bot();
    expect(await chat.say("quero duas calabreza")).to.include("Anotado: 2x Pizza Calabresa");
    expect(await chat.say("fechar o pedido")).to.include("É para entrega ou retirada?");
    expect(await chat.say("retirada na loja")).to.include("Posso confirmar");
    expect(await chat.say("blablabla"))
      .to.include("Não entendi")
      .and.include("*1* – Pagar");
  });

  it("go back with the word that brings promotions back, which it does right after they were stopped", async () => {
    const chat = bot();
    await chat.say("duas calabrezas");
    await chat.say("sair");
    await chat.say("1");
    expect(await chat.say("voltar")).to.include("*1* – Fechar o pedido");
    const optOuts = () => [...chat.customers.values()].map(({ marketingOptOutAt }) => marketingOptOutAt);
    expect(optOuts()).to.deep.equal(["2026-11-24T13:00:00.000Z"]);
    await chat.say("sair");
    expect(await chat.say("voltar")).to.include("novidades");
    expect(optOuts()).to.deep.equal([undefined]);
  });

  it("leave hours and the address to the restaurant's own data, and what they offered stays", async () => {
    const chat = bot();
    await chat.say("duas calabrezas");
    for (const asked of ["que horas fecha?", "vocês estão fechados?", "qual o horário?"])
      expect(await chat.say(asked), asked).to.include("🕒");
    expect(await chat.say("qual o endereço?")).to.include("📍");
    expect(await chat.say("e que horas vocês fecham a cozinha?")).to.include("Não entendi");
    expect(await chat.say("1")).to.include("É para entrega ou retirada?");
    await chat.say("0");
    expect(await chat.say("cardápio")).to.include("*1* – Pizzas");
  });

  it("take no number for a quantity that is a part of the name, a size or a time", async () => {
    for (const said of [
      "quero pizza 4 queijos",
      "coca 2 litros",
      "calabreza para as 8",
      "calabreza as 19h30",
    ])
      expect(await bot().say(said), said).to.include("Quantas unidades?");
    for (const said of [
      "3 pizza 4 queijos",
      "quero as 3 calabrezas",
      "coca 2 litros, 3",
      "3 coca de 2 litros",
    ])
      expect(await bot().say(said), said).to.include("Anotado: 3x");
    expect(await bot().say("duas calabrezas para as 8")).to.include("Anotado: 2x");
  });

  for (const [what, ended, said] of [
    ["an order that is under way", false, "Pedido cancelado."],
    ["the basket, after an order that has ended", true, "Esvaziei o carrinho."],
  ] as const)
    it(`say what they cancelled: ${what}`, async () => {
      const chat = bot();
      for (const words of ["duas calabrezas", "fechar o pedido", "retirada na loja", "1"])
        await chat.say(words);
      if (ended) chat.stage.end();
      await chat.say("cancelar o pedido");
      expect(await chat.say("sim, cancelar")).to.include(said);
    });

  it("know an item by its plural", async () => {
    const plurals = {
      "duas calabrezas": "Pizza Calabresa",
      "dois pães de alho": "Pão de alho",
      "dois pastéis": "Pastel",
      "dois hambúrgueres": "Hambúrguer",
      "dois bombons": "Bombom",
      "duas coca latas": "Coca lata",
      "2 baiões de dois": "Baião de dois",
    };
    for (const [said, name] of Object.entries(plurals))
      expect(await bot().say(said), said).to.include(`Anotado: 2x ${name}.`);
  });

  it("ask which one when a name fits several, and take a button's id for its number", async () => {
    const chat = bot();
    await chat.say("oi");
    expect(await chat.say("tem coca?"))
      .to.include("Quantas unidades?")
      .and.include("Coca lata");
    await chat.say("0");
    expect(await chat.say("Ver o cardápio", { choice: { id: "menu" } })).to.include("*2* – Bebidas");
    expect(await chat.say("Bebidas", { choice: { id: "category:1:0" } })).to.include("Coca 2 litros");
  });

  it("lead through an item's options and pass them to the order stage", async () => {
    const chat = bot();
    await chat.say("oi");
    await chat.say("meio a meio");
    expect(await chat.say("1"))
      .to.include("Sabores")
      .and.include("Escolha 2")
      .and.not.include("Atum");
    expect(await chat.say("1")).to.include("não serve");
    expect(await chat.say("1, 2"))
      .to.include("Borda")
      .and.include("*2* – Nenhum");
    expect(await chat.say("2")).to.include("Anotado");
    expect(chat.stage.asked.at(-1)).to.deep.include({
      action: "add_item",
      itemId: "meio",
      options: [{ groupId: "sabores", choiceIds: ["s_calabresa", "s_mucarela"] }],
    });
  });

  it("begin with the choice of a store where there are several", async () => {
    const stores = [storeNamed("store_centro", "Centro"), storeNamed("store_sul", "Zona Sul")];
    const chat = bot([throttled], { tenants: tenantsOf(tenant({ stores })) });
    expect(await chat.say("oi")).to.include("*2* – Zona Sul");
    expect(await chat.say("2")).to.include("Aqui é da Zona Sul");
    expect(chat.row()?.storeId).to.equal("store_sul");
  });

  it("never place what the customer was not shown", async () => {
    const chat = bot();
    await chat.say("duas calabreza");
    expect(await chat.say("", { choice: { id: "place:PIX" } })).to.not.include("registrado");
    expect(chat.stage.asked.some(({ action }) => action === "place_order")).to.equal(false);
  });

  it("repeat their calls under the same ids when a turn comes again", async () => {
    const chat = bot();
    await chat.say("oi");
    chat.refuse({ ok: false, error: { kind: "unavailable", message: "HTTP 503" } });
    await chat.run(batch(inbound(2, "duas calabreza")));
    await chat.run(batch(inbound(2, "duas calabreza")));
    const adds = chat.stage.asked.filter(({ action }) => action === "add_item");
    expect(adds).to.have.length(1);
    expect(chat.texts().at(-1)).to.include("Anotado: 2x");
  });
});

describe("A turn that a model began and did not end", () => {
  const add = calls(["add_item", { itemId: "calabresa", quantity: 2 }]);

  it("goes on with what the model did, and not with the words once more", async () => {
    const chat = bot([add, throttled]);
    const heard = await chat.say("quero duas calabresas");
    expect(heard).to.include("2x Pizza Calabresa").and.include("*1* – Fechar o pedido");
    expect(chat.stage.asked.filter(({ action }) => action === "add_item")).to.have.length(1);
  });

  it("shows the order that the model placed", async () => {
    const place = calls(["place_order", { paymentMethod: "PIX", confirmedTotal: "R$ 105,80" }]);
    const chat = bot([add, says("O total é R$ 105,80. Posso confirmar?"), place, throttled]);
    await chat.say("quero duas calabresas");
    expect(await chat.say("fechado, pix")).to.include("aguardando o pagamento");
  });

  it("says that somebody comes, when the model had called them", async () => {
    expect(await bot([calls(["call_person"]), throttled]).say("veio tudo frio")).to.include(
      "Chamei uma pessoa",
    );
  });

  it("is the menus' to choose from when the model only looked something up", async () => {
    expect(await bot([calls(["get_menu"]), throttled]).say("duas calabrezas")).to.include("Anotado: 2x");
  });
});

describe("Menus over an old copy of the conversation", () => {
  it("change nothing before the copy is found out", async () => {
    let row: Conversation | undefined;
    let kept: unknown;
    const table: Conversations = {
      find: async () => ({ ok: true, conversation: row }),
      async save(conversation) {
        if ((row?.revision ?? 0) !== conversation.revision) throw new Error("written meanwhile");
        row = { ...conversation, revision: conversation.revision + 1 };
        return row;
      },
      async discard() {},
    };
    let writable = true;
    const cache = openContextCache({
      get: async () => kept,
      put: async (_clientId, _key, value) => {
        if (writable) kept = structuredClone(value);
      },
      forget: async () => {
        if (writable) kept = undefined;
      },
    });
    const chat = bot([throttled], { conversations: nearConversations(table, cache) });
    await chat.say("oi");
    writable = false;
    await chat.say("duas calabrezas");
    expect(await chat.say("uma coca lata"), "comes again").to.equal("");
    expect(chat.stage.asked.filter(({ action }) => action === "add_item")).to.have.length(1);
    expect(chat.postponed).to.deep.equal([{ messageIds: ["record-1"], seconds: 1 }]);
  });
});

describe("The way back to a model", () => {
  it("is tried after a pause that grows with each failure, and taken without a word about it", async () => {
    const answers: ModelAnswer[] = [throttled, throttled, throttled, throttled];
    const chat = bot([...answers, says("Claro! Duas calabresas no seu carrinho.")]);
    await chat.say("oi");
    await chat.say("1");
    expect(chat.asked, "before the pause is over").to.have.length(2);
    chat.advance(31_000);
    await chat.say("2");
    expect(chat.asked, "tried again").to.have.length(4);
    chat.advance(31_000);
    await chat.say("0");
    expect(chat.asked, "the pause has grown").to.have.length(4);
    chat.advance(31_000);
    expect(await chat.say("quero duas")).to.equal("Claro! Duas calabresas no seu carrinho.");
    expect(chat.row()?.menu).to.equal(undefined);
    expect(JSON.stringify(chat.asked.at(-1)!.messages)).to.include("Ver o cardápio");
    const logged = chat.entries.map(({ message }) => message);
    expect(logged).to.include("The conversation goes on with menus (no_model).");
    expect(logged).to.include("The conversation is back with a model.");
  });

  it("costs a customer no long wait", async () => {
    const chat = bot([throttled, throttled, throttled, throttled]);
    await chat.say("oi");
    chat.advance(31_000);
    await chat.say("1");
    expect(chat.asked.at(-1)!.timeoutMs).to.be.at.most(6_000);
  });
});

describe("A tenant's limits", () => {
  const limited = (limits: object) =>
    tenantsOf(tenant({ limits: { requestsPerSecond: 20, burst: 40, ...limits } }));

  it("of messages a minute turn a turn to menus, without a model", async () => {
    const usage = {
      takeMessage: async () => false,
      reserveTokens: async () => true,
      addTokens: async () => {},
    };
    const chat = bot([says("oi")], { tenants: limited({ messagesPerMinute: 5 }), usage });
    expect(await chat.say("oi")).to.include("*1* – Ver o cardápio");
    expect(chat.asked).to.deep.equal([]);
    expect(chat.row()?.menu?.reason).to.equal("messages_per_minute");
  });

  it("of tokens a day are reserved before a turn and settled after it", async () => {
    const counted: number[] = [];
    const usage = {
      takeMessage: async () => true,
      reserveTokens: async (_: string, tokens: number, perDay: number) => {
        const sum = counted.reduce((a, b) => a + b, 0);
        if (sum >= perDay) return false;
        counted.push(tokens);
        return true;
      },
      addTokens: async (_: string, tokens: number) => void counted.push(tokens),
    };
    const big = says("Olá!");
    if (big.ok) Object.assign(big, { usage: { inputTokens: 9_000, outputTokens: 1_000, cachedTokens: 0 } });
    const chat = bot([big], { tenants: limited({ tokensPerDay: 10_000 }), usage });
    expect(await chat.say("oi")).to.equal("Olá!");
    expect(counted.reduce((a, b) => a + b, 0)).to.equal(10_000);
    expect(await chat.say("oi de novo")).to.include("*1* – Ver o cardápio");
    expect(chat.row()?.menu?.reason).to.equal("tokens_per_day");
    expect(chat.asked).to.have.length(1);
  });

  it("stop no sale when they cannot be read", async () => {
    const fails = async () => {
      throw new Error("throttled");
    };
    const usage = { takeMessage: fails, reserveTokens: fails, addTokens: fails };
    const chat = bot([says("Olá!")], {
      tenants: limited({ messagesPerMinute: 5, tokensPerDay: 10_000 }),
      usage,
    });
    expect(await chat.say("oi")).to.equal("Olá!");
  });
});
