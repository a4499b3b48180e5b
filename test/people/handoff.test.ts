/** People of a restaurant and their customer, through the twin: everything by the API and the phone. */
import { expect } from "chai";
import { conversationIdOf } from "../../handlers/shared/identity.ts";
import { type Customer, customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { activate } from "../support/journey/activate.ts";
import { ordersOf, rowsOf } from "../support/journey/orders.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const clientId = "client_tempero_da_bahia";

describe("A conversation with a person", function () {
  this.timeout(60_000);
  let twin: Twin;
  before(async () => {
    twin = await sharedTwin();
  });

  const somebody = (profileName = "Ana") =>
    customer({ twilio: twin.twilio, events: twin.events, clientId, phone: nextPhone(), profileName });
  const hears = (client: Customer, pattern: RegExp) => client.hears(({ text }) => pattern.test(text), 15_000);
  const idOf = ({ phone }: Customer) => conversationIdOf(clientId, phone);
  const onDesk = async (client: Customer) =>
    (await twin.pos.conversations(clientId)).find(({ conversationId }) => conversationId === idOf(client));
  const handOver = async (client: Customer) => {
    await client.say("quero falar com um atendente");
    await hears(client, /Chamei uma pessoa/);
  };

  it("begins on request, carries the restaurant's words, and ends when the restaurant gives it back", async () => {
    const ana = somebody();
    await handOver(ana);
    await ana.say("o acarajé veio frio");
    const desk = await eventually(async () => {
      const found = await onDesk(ana);
      expect(found?.messages.at(-1)).to.deep.equal({ from: "customer", text: "o acarajé veio frio" });
      return found!;
    });
    expect(desk).to.include({ customerName: "Ana", phone: ana.phone, reason: "asked" });
    expect(await twin.pos.reply(clientId, idOf(ana), "Desculpe, Ana! Mando outro agora.")).to.deep.equal({
      ok: true,
    });
    await hears(ana, /^Desculpe, Ana! Mando outro agora\.$/);
    expect(await twin.pos.resume(clientId, idOf(ana))).to.deep.equal({ ok: true });
    await hears(ana, /automático está de volta/);
    await ana.say("quero um acarajé");
    await hears(ana, /1x Acarajé/);
    expect(await onDesk(ana)).to.equal(undefined);
    expect(await twin.pos.reply(clientId, idOf(ana), "Mais algo?")).to.include({
      ok: false,
      httpStatus: 409,
    });
  });

  it("is read and written by its own restaurant alone", async () => {
    const ana = somebody();
    await handOver(ana);
    const others = await twin.pos.conversations("client_bella_napoli");
    expect(others.map(({ conversationId }) => conversationId)).not.to.include(idOf(ana));
    const forged = await twin.pos.reply("client_bella_napoli", idOf(ana), "Oi");
    expect(forged).to.include({ ok: false, httpStatus: 404 });
  });

  it("ends by itself after silence", async () => {
    const ana = somebody();
    await handOver(ana);
    twin.clock.advance(31 * 60_000);
    await hears(ana, /a conversa parou/);
    expect(await onDesk(ana)).to.equal(undefined);
  });

  it("goes on in the other region after a failover", async () => {
    const ana = somebody();
    await handOver(ana);
    try {
      await activate(twin, "sa-east-1");
      await eventually(async () => expect(await onDesk(ana)).not.to.equal(undefined));
      expect(await twin.pos.reply(clientId, idOf(ana), "Continuo aqui.")).to.deep.equal({ ok: true });
      await hears(ana, /Continuo aqui/);
    } finally {
      await activate(twin, "us-east-1");
    }
  });
});

describe("A satisfaction survey", function () {
  this.timeout(60_000);

  it("comes once after the delivery, and its score reaches the customer's row and the metrics", async () => {
    const twin = await sharedTwin();
    const ana = customer({
      twilio: twin.twilio,
      events: twin.events,
      clientId,
      phone: nextPhone(),
      profileName: "Ana",
    });
    const hears = (pattern: RegExp) => ana.hears(({ text }) => pattern.test(text), 15_000);
    await ana.say("quero um acarajé");
    await hears(/1x Acarajé/);
    await ana.say("retirada");
    await hears(/Posso confirmar/);
    await ana.say("sim, dinheiro na retirada");
    await hears(/Pedido confirmado/);
    const [order] = await ordersOf(twin, twin.activeRegion()!, clientId, ana.phone);
    await eventually(() => expect(twin.pos.order(order!.orderId)).not.to.equal(undefined));
    for (const status of ["accepted", "ready", "delivered"] as const)
      expect(await twin.pos.setStatus(order!.orderId, status)).to.include({ ok: true });
    await hears(/Bom apetite/);
    for (let quarter = 0; quarter < 4; quarter++) twin.clock.advance(15 * 60_000);
    await hears(/Responda com uma nota/);
    await ana.say("4");
    await hears(/Muito obrigado pela avaliação/);
    const row = (await rowsOf(twin, twin.activeRegion()!, "CustomerTable")).find(
      ({ phone }) => phone === ana.phone,
    );
    expect(row?.satisfaction).to.include({ score: 4, orderId: order!.orderId });
    const region = twin.regions.get(twin.activeRegion()!)!;
    await eventually(() => {
      const scores = region.metrics().filter(({ name }) => name === "Satisfaction");
      expect(scores.map(({ value }) => value)).to.include(4);
    });
  });
});
