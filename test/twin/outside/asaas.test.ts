import { expect } from "chai";
import { createClock } from "../../../twin/clock.ts";
import { TwinEvents } from "../../../twin/events.ts";
import { type Asaas, startAsaas } from "../../../twin/outside/asaas/asaas.ts";
import { checksum } from "../../../twin/outside/asaas/pix-code.ts";
import { eventually } from "../../support/eventually.ts";
import { type PublicEndpoint, publicEndpoint } from "../../support/public-endpoint.ts";

const clientId = "client_test";
const orderId = "01ORDER";

interface Answer {
  readonly id: string;
  readonly data: readonly { readonly id: string }[];
  readonly errors: readonly { readonly code: string; readonly description: string }[];
  readonly payload: string;
  readonly encodedImage: string;
  readonly status: string;
  readonly refunds: readonly { readonly value: number; readonly status: string }[];
  readonly split: readonly object[];
}

const eventsOf = (bot: PublicEndpoint) => bot.received.map(({ body }) => JSON.parse(body).event);

describe("a PIX code", () => {
  it("ends in the checksum of the Banco Central's own example", () => {
    const example =
      "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***6304";
    expect(checksum(example)).to.equal("1D3D");
  });
});

describe("Asaas's stand-in", () => {
  const clock = createClock();
  let asaas: Asaas;
  let bot: PublicEndpoint;
  let apiKey: string;

  beforeEach(async () => {
    bot = await publicEndpoint();
    asaas = await startAsaas({ clock, events: new TwinEvents() });
    ({ apiKey } = asaas.register({ clientId, name: "Pizzaria São João" }));
    asaas.connect(bot.internet);
  });

  afterEach(async () => {
    await asaas.stop();
    await bot.stop();
  });

  const call = async (method: string, path: string, body?: object, key = apiKey) => {
    const reply = await fetch(`${asaas.baseUrl}${path}`, {
      method,
      headers: { access_token: key, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    return { status: reply.status, json: (await reply.json()) as Answer };
  };

  const charge = async (more: object = {}) => {
    const customer = await call("POST", "/customers", { name: "Maria", cpfCnpj: "52998224725" });
    const today = new Date(clock.now()).toLocaleDateString("en-CA", { timeZone: "America/Sao_Paulo" });
    const created = await call("POST", "/payments", {
      customer: customer.json.id,
      billingType: "PIX",
      value: 54.9,
      dueDate: today,
      externalReference: orderId,
      ...more,
    });
    return created.json.id;
  };

  it("refuses an unknown key as Asaas words it", async () => {
    const reply = await call("GET", "/payments", undefined, "wrong");
    expect(reply.status).to.equal(401);
    expect(reply.json.errors[0]?.code).to.equal("invalid_access_token");
  });

  it("names the wrong field of a bad charge", async () => {
    const reply = await call("POST", "/payments", {
      customer: "cus_1",
      billingType: "PIX",
      value: -1,
      dueDate: "2030-01-01",
    });
    expect(reply.status).to.equal(400);
    expect(reply.json.errors[0]?.description).to.contain("value");
  });

  it("finds a charge by the order that it belongs to", async () => {
    const id = await charge();
    const { json } = await call("GET", `/payments?externalReference=${orderId}`);
    expect(json.data.map((payment) => payment.id)).to.deep.equal([id]);
  });

  it("gives a PIX code with the right amount and payee, and its QR image", async () => {
    const { json } = await call("GET", `/payments/${await charge()}/pixQrCode`);
    expect(json.payload).to.match(/^000201010212.*540554\.90.*5917PIZZARIA SAO JOAO.*6304[0-9A-F]{4}$/);
    expect(Buffer.from(json.encodedImage, "base64").subarray(1, 4).toString()).to.equal("PNG");
  });

  it("tells the restaurant of a payment, with its token", async () => {
    const id = await charge();
    expect(asaas.pay(id).ok).to.equal(true);
    await bot.waitFor(2);
    const { path, headers, body } = bot.received[1]!;
    expect(path).to.equal(`/webhook/asaas/${clientId}`);
    expect(headers["asaas-access-token"]).to.equal(asaas.credentials(clientId).webhookToken);
    expect(JSON.parse(body)).to.deep.include({ event: "PAYMENT_RECEIVED" });
    expect(JSON.parse(body).payment).to.include({ id, externalReference: orderId, value: 54.9 });
  });

  it("does not let a charge be paid twice, nor once it is cancelled", async () => {
    const paid = await charge();
    asaas.pay(paid);
    expect(asaas.pay(paid)).to.deep.equal({ ok: false, reason: "Esta cobrança já foi paga." });
    const cancelled = await charge();
    await call("DELETE", `/payments/${cancelled}`);
    expect(asaas.pay(cancelled)).to.deep.equal({ ok: false, reason: "Esta cobrança foi cancelada." });
  });

  it("confirms a card that is paid on its page, and knows no PIX code for it", async () => {
    const id = await charge({ billingType: "CREDIT_CARD" });
    const [made] = asaas.charges(clientId);
    expect(asaas.pay(made!.pixCode).ok).to.equal(false);
    expect(asaas.pay(made!.invoiceUrl)).to.have.nested.property("charge.status", "CONFIRMED");
    expect((await call("GET", `/payments/${id}`)).json.status).to.equal("CONFIRMED");
    await bot.waitFor(2);
    expect(eventsOf(bot)).to.deep.equal(["PAYMENT_CREATED", "PAYMENT_CONFIRMED"]);
  });

  it("makes a boleto for a payer with a document only", async () => {
    expect(await charge({ billingType: "BOLETO" })).to.match(/^pay_/);
    const nobody = await call("POST", "/customers", { name: "Maria" });
    const path = "/payments";
    const body = { customer: nobody.json.id, billingType: "BOLETO", value: 10, dueDate: "2090-01-01" };
    expect((await call("POST", path, body)).status).to.equal(400);
    expect((await call("PUT", `/customers/${nobody.json.id}`, { cpfCnpj: "52998224725" })).status).to.equal(
      200,
    );
    expect((await call("POST", path, body)).status).to.equal(200);
  });

  it("splits to wallets that it knows: not the account's own, and no more than there is", async () => {
    const other = asaas.register({ clientId: "client_other" }).walletId;
    asaas.register({ clientId, wallets: ["wallet-outside"] });
    await charge({ split: [{ walletId: other, percentualValue: 10 }] });
    await charge({ split: [{ walletId: "wallet-outside", fixedValue: 2.5 }] });
    expect(asaas.charges(clientId).map(({ split }) => split)).to.deep.equal([
      [{ walletId: other, amountCentavos: 529 }],
      [{ walletId: "wallet-outside", amountCentavos: 250 }],
    ]);
    const own = asaas.credentials(clientId).walletId;
    expect((await call("GET", "/wallets")).json.data).to.deep.equal([{ object: "wallet", id: own }]);
    for (const split of [
      { walletId: own, percentualValue: 10 },
      { walletId: "nobody", percentualValue: 10 },
      { walletId: other, fixedValue: 54.9 },
      { walletId: other },
    ])
      expect(await charge({ split: [split] }), JSON.stringify(split)).to.equal(undefined);
  });

  it("gives money back in parts, tells what went back, and no more than was paid", async () => {
    const id = await charge();
    expect((await call("POST", `/payments/${id}/refund`, {})).status).to.equal(400);
    asaas.pay(id);
    const part = await call("POST", `/payments/${id}/refund`, { value: 4.9, description: "faltou" });
    expect(part.json).to.include({ status: "RECEIVED" });
    expect(part.json.refunds).to.have.lengthOf(1);
    expect(part.json.refunds[0]).to.include({ value: 4.9, status: "DONE" });
    expect((await call("POST", `/payments/${id}/refund`, { value: 50.01 })).status).to.equal(400);
    expect(asaas.refund(id)).to.have.nested.property("charge.status", "REFUNDED");
    await bot.waitFor(4);
    expect(eventsOf(bot).slice(2)).to.deep.equal(["PAYMENT_PARTIALLY_REFUNDED", "PAYMENT_REFUNDED"]);
  });

  it("tells of a dispute, and of one that was lost; of one that was won only when it is asked", async () => {
    const [won, lost] = [await charge(), await charge()];
    for (const id of [won, lost]) {
      expect(asaas.chargeback(id, "requested").ok, "nobody disputes what nobody paid").to.equal(false);
      asaas.pay(id);
      expect(asaas.chargeback(id, "requested")).to.have.nested.property(
        "charge.status",
        "CHARGEBACK_REQUESTED",
      );
    }
    asaas.chargeback(won, "won");
    asaas.chargeback(lost, "lost");
    expect((await call("GET", `/payments/${won}`)).json.status).to.equal("RECEIVED");
    expect((await call("GET", `/payments/${lost}`)).json.status).to.equal("REFUNDED");
    await bot.waitFor(8);
    expect(eventsOf(bot).slice(-2)).to.deep.equal([
      "PAYMENT_AWAITING_CHARGEBACK_REVERSAL",
      "PAYMENT_REFUNDED",
    ]);
  });

  it("is away for some requests, and does others without an answer", async () => {
    asaas.faults({ failNext: 1 });
    expect((await call("GET", "/payments")).status).to.equal(500);
    const { json } = await call("POST", "/customers", { name: "Maria" });
    asaas.faults({ loseNext: 1 });
    const body = { customer: json.id, billingType: "PIX", value: 10, dueDate: "2090-01-01" };
    expect((await call("POST", "/payments", body)).status).to.equal(500);
    expect(asaas.charges(clientId)).to.have.lengthOf(1);
    expect((await call("GET", "/payments")).status).to.equal(200);
    expect(asaas.faults()).to.include({ failNext: 0, loseNext: 0 });
  });

  it("is as slow as it is made", async () => {
    const slept: number[] = [];
    const watched = { ...clock, sleep: async (ms: number) => void slept.push(ms) };
    const slow = await startAsaas({ clock: watched, events: new TwinEvents() });
    const headers = { access_token: slow.register({ clientId }).apiKey };
    slow.faults({ delayMs: 60_000 });
    await fetch(`${slow.baseUrl}/payments`, { headers });
    slow.faults({ delayMs: 0 });
    await fetch(`${slow.baseUrl}/payments`, { headers });
    expect(slept).to.deep.equal([60_000]);
    await slow.stop();
  });

  it("loses events when it is told to, and sends the next ones again", async () => {
    asaas.faults({ dropWebhooks: true });
    const id = await charge();
    asaas.faults({ dropWebhooks: false });
    asaas.pay(id);
    await bot.waitFor(1);
    expect(eventsOf(bot)).to.deep.equal(["PAYMENT_RECEIVED"]);
  });

  it("says how many requests are left, and takes no more than that in twelve hours", async () => {
    const strict = await startAsaas({ clock, events: new TwinEvents(), quota: 2 });
    const { apiKey: access_token } = strict.register({ clientId });
    const ask = () => fetch(`${strict.baseUrl}/payments`, { headers: { access_token } });
    const [first, , third] = [await ask(), await ask(), await ask()];
    expect(first.headers.get("ratelimit-remaining")).to.equal("1");
    expect(Number(third.headers.get("ratelimit-reset"))).to.be.within(1, 43_200);
    expect(third.status).to.equal(429);
    clock.advance(12 * 60 * 60 * 1000);
    expect((await ask()).status).to.equal(200);
    await strict.stop();
  });

  it("keeps an event that failed in front of the others and sends the same one again", async () => {
    bot.answer = { status: 500 };
    await charge();
    await bot.waitFor(1);
    await eventually(() => expect(asaas.webhooks()[0]!.failures).to.equal(1));
    bot.answer = { status: 200 };
    clock.advance(30_000);
    await bot.waitFor(2);
    expect(JSON.parse(bot.received[1]!.body).id).to.equal(JSON.parse(bot.received[0]!.body).id);
    await eventually(() => expect(asaas.webhooks()[0]!.pending).to.have.length(0));
  });

  it("pauses the queue at the 15th failure until somebody reactivates it", async () => {
    bot.answer = { status: 500 };
    await charge();
    for (let failures = 1; failures <= 15; failures++) {
      await eventually(() => expect(asaas.webhooks()[0]!.failures).to.equal(failures));
      clock.advance(3 * 60 * 60 * 1000);
    }
    await eventually(() => expect(asaas.webhooks()[0]!.interrupted).to.equal(true));
    expect(bot.received).to.have.length(15);
    bot.answer = { status: 200 };
    asaas.reactivate(clientId);
    await eventually(() => expect(asaas.webhooks()[0]!.pending).to.have.length(0));
  });
});
