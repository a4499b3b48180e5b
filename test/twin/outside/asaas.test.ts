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
}

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

  const charge = async () => {
    const customer = await call("POST", "/customers", { name: "Maria" });
    const today = new Date().toLocaleDateString("en-CA", { timeZone: "America/Sao_Paulo" });
    const created = await call("POST", "/payments", {
      customer: customer.json.id,
      billingType: "PIX",
      value: 54.9,
      dueDate: today,
      externalReference: orderId,
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
