/** What a model is spared: long histories, and questions that every customer asks. */
import { expect } from "chai";
import { condensed } from "../../../handlers/conversation/condense.ts";
import type { ModelAnswer } from "../../../handlers/conversation/ports.ts";
import type { MenuView } from "../../../handlers/shared/order-api.ts";
import { batch, conversation, inbound, says } from "../support/conversation.ts";
import { storeNamed, tenant, tenantsOf } from "../support/fakes.ts";

const throttled: ModelAnswer = { ok: false, error: { kind: "throttled", message: "x" } };

describe("A long conversation", () => {
  const talk = async (bot: ReturnType<typeof conversation>, turns: number) => {
    for (let n = 1; n <= turns; n++) await bot.run(batch(inbound(n, `mensagem ${n}`)));
  };

  it("is summed up by the small model in a bounded call, and goes on from the summary", async () => {
    const bot = conversation([
      ({ tools }) => (tools.length ? says("certo") : says("O cliente tem alergia a camarão.")),
    ]);
    await talk(bot, 14);
    const summing = bot.asked.filter(({ tools }) => tools.length === 0);
    expect(summing).to.have.length(1);
    expect(summing[0]).to.deep.include({ modelId: "model-a", maxTokens: condensed.maxTokens });
    expect(bot.row()?.summary).to.equal("O cliente tem alergia a camarão.");
    const { messages, system } = bot.asked.at(-1)!;
    expect(JSON.stringify(messages[0])).to.include("alergia a camarão");
    expect(JSON.stringify(system), "what customers wrote is no instruction").to.not.include("camarão");
    expect(JSON.stringify(messages)).to.include("mensagem 13");
    expect(JSON.stringify(messages)).to.not.include('"mensagem 1"');
  });

  it("is summed up by extracts when no model does", async () => {
    const bot = conversation([({ tools }) => (tools.length ? says("certo") : throttled)]);
    await talk(bot, 13);
    expect(bot.row()?.summary).to.include("mensagem 1 / mensagem 2");
    expect(bot.row()?.history).to.have.length(condensed.to);
  });

  it("is never longer than a model can take, nor begins with the assistant's words", async () => {
    const bot = conversation([says("certo")]);
    await talk(bot, 40);
    for (const { messages } of bot.asked) {
      expect(messages.length).to.be.at.most(condensed.from + 2);
      expect(messages[0]!.role).to.equal("user");
    }
    expect(bot.row()!.summary!.length).to.be.at.most(condensed.characters);
  });
});

describe("A common question", () => {
  const menu: MenuView = {
    storeId: "store_centro",
    storeName: "Centro",
    open: true,
    categories: [
      {
        name: "Pizzas",
        items: [{ itemId: "a", name: "Calabresa", price: "R$ 52,90", available: true, aliases: [] }],
      },
    ],
    deliveryFee: "R$ 7,00",
    minimumOrder: "R$ 30,00",
    pickup: true,
    paymentMethods: ["PIX"],
  };
  const restaurant = (menuVersion: string) =>
    tenant({ stores: [{ ...storeNamed("store_centro", "Centro"), menuVersion }] });

  it("of hours or address is answered from the restaurant's data, without a model", async () => {
    const bot = conversation([says("?")]);
    await bot.run(batch(inbound(1, "Oi, qual o horário de vocês?")));
    await bot.run(batch(inbound(2, "onde fica?")));
    await bot.run(batch(inbound(3, "vocês abrem domingo?")));
    expect(bot.texts()[0]).to.include("Segunda a domingo: 00:00–23:59");
    expect(bot.texts()[1]).to.include("Rua Centro, 1");
    expect(bot.texts()[2]).to.equal(bot.texts()[0]);
    expect(bot.asked).to.deep.equal([]);
    expect(bot.written.CommonAnswers).to.deep.equal([1, 1, 1]);
  });

  it("name the coming days on which the store does not open", async () => {
    const closedOn = ["2026-12-25", "2026-11-24", "2026-11-02"];
    const stores = [{ ...storeNamed("store_centro", "Centro"), closedOn }];
    const bot = conversation([says("?")], { tenants: tenantsOf(tenant({ stores })) });
    await bot.run(batch(inbound(1, "vocês abrem no feriado?")));
    expect(bot.texts()[0]).to.include("Dias sem abrir: hoje, 25/12").and.not.include("02/11");
    expect(bot.asked).to.deep.equal([]);
  });

  it("for the menu asks the order stage once a version, and again when the menu changes", async () => {
    let version = "v1";
    let asked = 0;
    const bot = conversation([says("?")], {
      tenants: { find: async () => restaurant(version) },
      orders: async () => {
        asked++;
        return { ok: true, menu };
      },
    });
    for (const n of [1, 2, 3]) await bot.run(batch(inbound(n, "me manda o cardápio por favor")));
    expect(asked).to.equal(1);
    expect(bot.texts()[2]).to.include("• Calabresa — R$ 52,90");
    version = "v2";
    await bot.run(batch(inbound(4, "cardápio")));
    expect(asked).to.equal(2);
    expect(bot.asked).to.deep.equal([]);
  });

  it("with anything more in it is the model's", async () => {
    const bot = conversation([says("Claro!")]);
    await bot.run(batch(inbound(1, "qual o horário da entrega do meu pedido de ontem?")));
    await bot.run(batch(inbound(2, "cardápio de sobremesas sem lactose")));
    expect(bot.asked).to.have.length(2);
  });

  it("for the menu is the model's while the store is not chosen", async () => {
    const stores = [storeNamed("store_centro", "Centro"), storeNamed("store_sul", "Zona Sul")];
    const bot = conversation([says("De qual unidade?")], { tenants: tenantsOf(tenant({ stores })) });
    await bot.run(batch(inbound(1, "cardápio")));
    expect(bot.texts()).to.deep.equal(["De qual unidade?"]);
  });
});
