/** A person takes a conversation over, writes in it, and gives it back. */
import { expect } from "chai";
import { asksForBot, asksForPerson, scoreIn } from "../../../handlers/conversation/people/words.ts";
import type { StaffMessage, Wake } from "../../../handlers/shared/messages.ts";
import {
  batch,
  calls,
  conversation,
  conversationId,
  inbound,
  notice,
  phone,
  says,
} from "../support/conversation.ts";
import { clientId, tenant, tenantsOf } from "../support/fakes.ts";

const staff = (messageId: string, changes: Partial<StaffMessage> = {}): StaffMessage => ({
  ...{
    v: 1,
    kind: "staff",
    clientId,
    conversationId,
    phone,
    messageId,
    action: "reply",
    text: "Oi, aqui é a Bia.",
  },
  sentAt: "2026-11-24T13:00:00.000Z",
  ...changes,
});
const wake = (what: Wake["what"]): Wake => ({ v: 1, kind: "wake", clientId, conversationId, phone, what });
const adminPhone = "+5511977770000";
const withAdmin = (changes = {}) =>
  tenantsOf(tenant({ notificationConfig: { adminEmails: [], adminPhones: [adminPhone] }, ...changes }));
const minutes = (count: number) => count * 60_000;

describe("Asking for a person", () => {
  for (const text of [
    "falar com atendente",
    "Quero falar com uma pessoa!",
    "chama o gerente",
    "ATENDENTE",
    "me passa pra um humano",
    "oi\natendente",
    "quero falar com\num atendente",
    "não, quero falar com um atendente",
    "não quero falar com robô, quero falar com alguém",
    "passa pro gerente",
    "pode me passar para alguém da loja?",
  ])
    it(`is ${JSON.stringify(text)}`, () => expect(asksForPerson(text)).to.equal(true));

  for (const text of [
    "uma moqueca para uma pessoa",
    "atendente, quero uma pizza de calabresa",
    "alguém já pediu?",
    "não quero falar com atendente",
    "não preciso falar com ninguém, nem chamar a atenção de alguém na portaria",
    "pode passar para alguém na portaria",
    "passa o troco pra pessoa certa",
  ])
    it(`is not "${text}"`, () => expect(asksForPerson(text)).to.equal(false));
});

describe("Asking for the bot", () => {
  for (const text of ["voltar ao bot", "Quero voltar para o robô!", "sim\nvoltar ao bot"])
    it(`is ${JSON.stringify(text)}`, () => expect(asksForBot(text)).to.equal(true));

  it("is no talk of it", () => expect(asksForBot("não quero voltar ao bot")).to.equal(false));
});

describe("A handoff", () => {
  it("silences the bot, tells the restaurant once, and keeps what the customer writes", async () => {
    const bot = conversation([says("?")], { tenants: withAdmin() });
    await bot.run(batch(inbound(1, "quero falar com um atendente")));
    await bot.run(batch(inbound(2, "meu pedido veio frio")));
    expect(bot.sent.map(({ to }) => to)).to.deep.equal([phone, adminPhone]);
    expect(bot.texts()[0]).to.include("Chamei uma pessoa");
    expect(bot.texts()[1]).to.include("*Maria* pediu para falar com uma pessoa");
    expect(bot.asked).to.deep.equal([]);
    expect(bot.row()?.history.at(-1)?.text).to.equal("meu pedido veio frio");
    expect(bot.written.Handoffs).to.deep.equal([1]);
  });

  it("comes by the restaurant's own words and by the model's tool", async () => {
    const byRule = conversation([says("?")], {
      tenants: withAdmin({ handoff: { phrases: ["passei mal"] } }),
    });
    await byRule.run(batch(inbound(1, "Passei MAL depois de comer")));
    expect(byRule.row()?.handoff?.reason).to.equal("rule");
    const byModel = conversation([calls(["call_person"]), says("Já chamei alguém.")]);
    await byModel.run(batch(inbound(1, "isso é um absurdo")));
    expect(byModel.texts()).to.deep.equal(["Já chamei alguém."]);
    expect(byModel.row()?.handoff?.reason).to.equal("asked");
  });

  it("comes after three turns in a row that came to nothing, and not before", async () => {
    const failing = calls(["no_such_tool"]);
    const fine = says("Claro!");
    const round = Array.from({ length: 8 }, () => failing);
    const bot = conversation([...round, ...round, fine, ...round, ...round, ...round], {
      tenants: withAdmin(),
    });
    for (let n = 1; n <= 5; n++) await bot.run(batch(inbound(n, `blá ${n}`)));
    expect(bot.row()?.handoff).to.equal(undefined);
    await bot.run(batch(inbound(6, "blá 6")));
    expect(bot.row()?.handoff?.reason).to.equal("misunderstood");
    expect(bot.texts().at(-2)).to.include("não estou entendendo");
  });

  it("is none where nobody is there", async () => {
    const bot = conversation([says("Posso ajudar?")], {
      tenants: withAdmin({ handoff: { enabled: false } }),
    });
    await bot.run(batch(inbound(1, "falar com atendente")));
    expect(bot.texts()).to.deep.equal(["Posso ajudar?"]);
  });

  it("reaches the restaurant's people in a template on one line, as WhatsApp wants it", async () => {
    const contentSid = `HX${"d".repeat(32)}`;
    const bot = conversation([says("?")], { tenants: withAdmin({ handoff: { contentSid } }) });
    await bot.run(batch(inbound(1, "veio   frio\n\n\tfalar com atendente")));
    expect(bot.sent.at(-1)?.content).to.deep.equal({
      sid: contentSid,
      variables: { 1: "Maria", 2: "veio frio falar com atendente" },
    });
  });

  it("goes on when nobody of the restaurant can be told", async () => {
    const bot = conversation([says("?")], { tenants: withAdmin() });
    bot.refuse(undefined, { ok: false, error: { kind: "refused", code: 63016, message: "outside" } });
    await bot.run(batch(inbound(1, "falar com atendente")));
    expect(bot.row()?.handoff?.told).to.equal(true);
    expect(bot.entries.some(({ message }) => message.includes("Nobody was told"))).to.equal(true);
  });
});

describe("A person's reply", () => {
  it("reaches the customer once, and the conversation remembers it", async () => {
    const bot = conversation([says("?")]);
    await bot.run(batch(inbound(1, "falar com atendente")));
    await bot.run(batch(staff("m1"), staff("m1")));
    await bot.run(batch(staff("m1")));
    expect(bot.texts().slice(1)).to.deep.equal(["Oi, aqui é a Bia."]);
    expect(bot.row()?.history.at(-1)).to.deep.equal({ role: "assistant", text: "Oi, aqui é a Bia." });
  });

  it("is not sent once the customer's 24 h are over", async () => {
    const bot = conversation([says("?")]);
    await bot.run(batch(inbound(1, "falar com atendente")));
    bot.advance(minutes(24 * 60 + 1));
    await bot.run(batch(staff("m1")));
    expect(bot.texts()).to.have.lengthOf(1);
    expect(bot.written.MessagesNotSent).to.deep.equal([1]);
  });
});

describe("The bot is back", () => {
  const handed = async () => {
    const bot = conversation([says("Olá de novo!")]);
    await bot.run(batch(inbound(1, "falar com atendente")));
    return bot;
  };

  it("when the customer says so", async () => {
    const bot = await handed();
    await bot.run(batch(inbound(2, "Voltar ao bot.")));
    await bot.run(batch(inbound(3, "oi")));
    expect(bot.texts().slice(1)).to.deep.equal([
      "O atendimento automático está de volta. Como posso ajudar?",
      "Olá de novo!",
    ]);
  });

  it("when the restaurant gives the conversation back, and once", async () => {
    const bot = await handed();
    await bot.run(batch(staff("m1", { action: "resume", text: undefined })));
    await bot.run(batch(staff("m2", { action: "resume", text: undefined })));
    expect(bot.row()?.handoff).to.equal(undefined);
    expect(bot.texts()).to.have.lengthOf(2);
  });

  it("after silence of both, and not while one of them writes", async () => {
    const bot = await handed();
    bot.advance(minutes(20));
    await bot.run(batch(staff("m1")));
    bot.advance(minutes(20));
    await bot.run(batch(wake("release_handoff")));
    expect(bot.row()?.handoff, "ten minutes too early").not.to.equal(undefined);
    bot.advance(minutes(11));
    await bot.run(batch(wake("release_handoff"), wake("release_handoff")));
    expect(bot.row()?.handoff).to.equal(undefined);
    expect(bot.texts().at(-1)).to.include("a conversa parou");
    expect(bot.texts()).to.have.lengthOf(3);
  });
});

describe("How it was", () => {
  const asking = () =>
    conversation([says("Olá!")], { tenants: tenantsOf(tenant({ survey: { afterMinutes: 40 } })) });
  const delivered = notice({ notice: "delivered" });

  it("is asked once, some time after the delivery, and the score is kept, counted and logged", async () => {
    const bot = asking();
    await bot.run(batch(inbound(1, "oi"), delivered));
    await bot.run(batch(wake("survey")));
    expect(bot.texts(), "it is not time yet").to.have.lengthOf(2);
    bot.advance(minutes(41));
    await bot.run(batch(wake("survey"), wake("survey"), delivered));
    expect(bot.texts()[2]).to.include("de *1* (ruim) a *5* (ótimo)");
    expect(bot.texts()).to.have.lengthOf(3);
    await bot.run(batch(inbound(2, "nota 5")));
    expect(bot.texts()[3]).to.include("Muito obrigado");
    expect(bot.written.Satisfaction).to.deep.equal([5]);
    expect([...bot.customers.values()][0]?.satisfaction).to.include({ score: 5, orderId: "order_1" });
    const said = bot.entries.find(({ message }) => message.includes("how it was"));
    expect(said).to.deep.include({ data: { orderId: "order_1", score: 5 } });
    expect(said?.context).to.include({ clientId, storeId: "store_centro" });
  });

  it("is no obstacle to whoever wants something else, and not asked again", async () => {
    const bot = asking();
    await bot.run(batch(inbound(1, "oi"), delivered));
    bot.advance(minutes(41));
    await bot.run(batch(wake("survey")));
    await bot.run(batch(inbound(2, "quero outra pizza")));
    await bot.run(batch(inbound(3, "5")));
    expect(bot.texts().slice(-2)).to.deep.equal(["Olá!", "Olá!"]);
    expect(bot.written).not.to.have.property("Satisfaction");
  });

  it("is not asked outside of the 24 h, nor of who is with a person", async () => {
    const late = asking();
    await late.run(batch(inbound(1, "oi"), delivered));
    late.advance(minutes(24 * 60));
    await late.run(batch(wake("survey")));
    expect(late.texts()).to.have.lengthOf(2);
    expect(late.row()?.survey).to.equal(undefined);
    const busy = asking();
    await busy.run(batch(inbound(1, "falar com atendente"), delivered));
    busy.advance(minutes(41));
    await busy.run(batch(wake("survey")));
    expect(busy.texts()).to.have.lengthOf(2);
  });

  it("is asked by no restaurant that does not want to know", async () => {
    const bot = conversation([says("Olá!")]);
    await bot.run(batch(inbound(1, "oi"), delivered));
    expect(bot.row()?.survey).to.equal(undefined);
  });

  for (const [text, score] of [
    ["5", 5],
    ["⭐⭐⭐", 3],
    ["Nota 4!", 4],
    ["cinco estrelas", 5],
    ["dois", 2],
    ["10", undefined],
    ["5 pizzas", undefined],
    ["0", undefined],
  ] as const)
    it(`"${text}" is ${score ?? "no score"}`, () => expect(scoreIn(text)).to.equal(score));
});
