/** What messages carry besides text: media, places, documents; and how a burst becomes one turn. */
import { expect } from "chai";
import type { ModelAnswer } from "../../../handlers/conversation/ports.ts";
import type { OrderView } from "../../../handlers/shared/order-api.ts";
import { seal } from "../../../handlers/shared/seal.ts";
import {
  authToken,
  batch,
  calls,
  conversation,
  conversationId,
  inbound,
  orderView,
  says,
  sid,
} from "../support/conversation.ts";
import { clientId, tenant, tenantsOf } from "../support/fakes.ts";

const medium = (contentType: string) => ({ url: "https://api.twilio.com/x", contentType });

describe("Media", () => {
  it("are kept under the tenant and the conversation, and answered politely without a model", async () => {
    const bot = conversation([says("?")]);
    await bot.run(batch(inbound(1, "", { media: [medium("audio/ogg; codecs=opus")] })));
    const key = `${clientId}/media/${conversationId}/${sid(1)}-0.ogg`;
    expect(bot.stored).to.deep.equal([{ key, bytes: 3, contentType: "audio/ogg" }]);
    expect(bot.row()?.media?.map((one) => one.key)).to.deep.equal([key]);
    expect(bot.texts()[0]).to.include("ouvir áudios");
    expect(bot.asked).to.deep.equal([]);
  });

  it("of another type are neither fetched nor kept, and answered politely", async () => {
    const bot = conversation([says("?")]);
    await bot.run(batch(inbound(1, "", { media: [medium("application/zip")] })));
    expect(bot.stored).to.deep.equal([]);
    expect(bot.texts()[0]).to.include("não consigo abri-lo");
  });

  it("that are too large or cannot be had stop no answer", async () => {
    const bot = conversation([says("Anotado.")], {
      fetchMedium: async () => ({ ok: false, error: { kind: "too_large", message: "It has more." } }),
    });
    await bot.run(batch(inbound(1, "quero isto", { media: [medium("image/jpeg")] })));
    expect(bot.texts()).to.deep.equal(["Anotado."]);
    expect(bot.entries.some(({ message }) => message.includes("too_large"))).to.equal(true);
  });
});

describe("A place", () => {
  const location = { latitude: -23.5, longitude: -46.6 };
  const fulfil = calls(["set_fulfilment", { mode: "delivery", location: { latitude: 1, longitude: 2 } }]);

  it("that the customer sent decides the delivery, whatever the model says", async () => {
    const bot = conversation([fulfil, says("ok")]);
    await bot.run(batch(inbound(1, "", { location })));
    expect(bot.ordered[0]).to.deep.include({ action: "set_fulfilment", location });
  });

  it("that the customer never sent, or long ago, is none", async () => {
    const bot = conversation([fulfil, says("ok"), says("ok"), fulfil, says("ok")]);
    await bot.run(batch(inbound(1, "entrega")));
    await bot.run(batch(inbound(2, "", { location, receivedAt: "2026-11-24T10:00:00.000Z" })));
    await bot.run(batch(inbound(3, "entrega, por favor")));
    const places = bot.ordered.map((request) => "location" in request && request.location);
    expect(places).to.deep.equal([undefined, undefined]);
  });

  const to = (street: string, more = {}) =>
    calls(["set_fulfilment", { mode: "delivery", address: { street, number: "12", ...more } }]);
  const delivery = calls(["set_fulfilment", { mode: "delivery" }]);

  async function placesOf(order: Partial<OrderView>, ...uses: readonly ModelAnswer[]) {
    const places: unknown[] = [];
    const bot = conversation(
      uses.flatMap((use) => [use, says("Certo.")]),
      {
        orders: async (request) => {
          places.push("location" in request && request.location);
          return orderView(order);
        },
      },
    );
    await bot.run(batch(inbound(1, "", { location })));
    for (const n of uses.slice(1).keys()) await bot.run(batch(inbound(n + 2, "entrega")));
    return places;
  }

  it("goes along with the first address after it, however often that is completed", async () => {
    const places = await placesOf(
      {},
      ...[delivery, to("Rua A"), to("rua a", { postalCode: "01310-100" }), delivery],
    );
    expect(places).to.deep.equal([location, location, location, location]);
  });

  it("goes along with no other address, nor comes back after one", async () => {
    expect(await placesOf({}, to("Rua A"), to("Rua B"), delivery, to("Rua A"))).to.deep.equal([
      ...[location, undefined, undefined, undefined],
    ]);
    const elsewhere = to("Rua A", { postalCode: "69900-000" });
    expect(await placesOf({}, to("Rua A", { postalCode: "01310-100" }), elsewhere)).to.deep.equal([
      ...[location, undefined],
    ]);
  });

  it("goes along with no address that comes long after it", async () => {
    const bot = conversation([says("Qual é a rua?"), to("Rua A"), says("Certo.")]);
    await bot.run(batch(inbound(1, "", { location })));
    bot.advance(16 * 60_000);
    await bot.run(batch(inbound(2, "Rua A, 12")));
    expect(bot.ordered[0]).to.include({ action: "set_fulfilment", location: undefined });
  });

  it("is the place of the address that the order had", async () => {
    const order = { fulfilment: { mode: "delivery", address: { street: "Rua A", number: "12" } } } as const;
    expect(await placesOf(order, delivery, to("Rua B"))).to.deep.equal([location, undefined]);
  });
});

describe("A document", () => {
  it("goes to the charge alone, and is forgotten once it has", async () => {
    const sealedDocument = seal("52998224725", authToken, conversationId);
    const place = calls([
      "place_order",
      { paymentMethod: "BOLETO", confirmedTotal: "R$ 10,00", cpfCnpj: "1" },
    ]);
    const asked: object[] = [];
    const bot = conversation([place, says("Pronto.")], {
      orders: async (request) => {
        asked.push(request);
        return orderView();
      },
    });
    await bot.run(batch(inbound(1, "meu cpf é ***.***.***-25", { sealedDocument })));
    expect(asked[0]).to.deep.include({ cpfCnpj: "52998224725" });
    expect(bot.row()?.sealedDocument).to.equal(undefined);
    expect(JSON.stringify([...bot.rows.values(), bot.asked, bot.entries])).to.not.include("52998224725");
  });
});

describe("A burst", () => {
  const pausing = { tenants: tenantsOf(tenant({ aiConfig: { systemPrompt: "Oi", burstPauseSeconds: 3 } })) };
  const counted = (event: ReturnType<typeof batch>, ...counts: number[]) => ({
    Records: event.Records.map((record, index) => ({
      ...record,
      attributes: { ...record.attributes, ApproximateReceiveCount: String(counts[index] ?? 1) },
    })),
  });

  it("waits in the queue for the tenant's pause, and is one turn", async () => {
    const bot = conversation([says("Anotado.")], pausing);
    const first = await bot.run(batch(inbound(1, "quero uma pizza")));
    expect(first.batchItemFailures).to.deep.equal([{ itemIdentifier: "record-1" }]);
    // It came 2 s ago.
    expect(bot.postponed).to.deep.equal([{ messageIds: ["record-1"], seconds: 1 }]);
    bot.advance(1_000);
    const all = batch(inbound(1, "quero uma pizza"), inbound(2, "de calabresa"), inbound(3, "grande"));
    await bot.run(counted(all, 2, 2, 2));
    expect(bot.texts()).to.deep.equal(["Anotado."]);
    expect(bot.row()?.answered).to.deep.equal([sid(1), sid(2), sid(3)]);
  });

  it("that goes on is answered meanwhile", async () => {
    const bot = conversation([says("Anotado.")], pausing);
    await bot.run(counted(batch(inbound(1, "a"), inbound(2, "b")), 3, 1));
    expect(bot.texts()).to.deep.equal(["Anotado."]);
  });

  it("is none with a tapped choice, a long text, or a notice", async () => {
    for (const event of [
      batch(inbound(1, "Sim", { choice: { id: "place:PIX" } })),
      batch(inbound(1, "x".repeat(200))),
      batch(inbound(1, "oi", { receivedAt: "2026-11-24T12:59:00.000Z" })),
    ]) {
      const bot = conversation([says("Anotado.")], pausing);
      await bot.run(event);
      expect(bot.postponed).to.deep.equal([]);
      expect(bot.texts()).to.have.length(1);
    }
  });
});

describe("A choice without a text", () => {
  it("that is none of those offered is answered politely", async () => {
    const bot = conversation([says("?")]);
    await bot.run(batch(inbound(1, "", { choice: { id: "promo_2023" } })));
    expect(bot.texts()[0]).to.include("não está mais disponível");
    expect(bot.asked).to.deep.equal([]);
  });
});
