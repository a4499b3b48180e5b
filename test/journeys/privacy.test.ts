import { type Message, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { conversationIdOf } from "../../handlers/shared/identity.ts";
import { tables } from "../../handlers/shared/tables.ts";
import type { ServiceCall } from "../../twin/events.ts";
import { type Customer, customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { ordersOf, rowsOf } from "../support/journey/orders.ts";
import { cacheOf } from "../support/near-cache.ts";
import { numbersWithin } from "../support/numbers.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const card = "4111111111111111";
const cpf = "52998224725";
/** What the restaurant's people write, and whose PIX code the customer pastes. */
const [staffCard, staffCpf, payeeCpf] = ["5555555555554444", "11144477735", "39053344705"];
const personalPix = `00020126330014br.gov.bcb.pix0111${payeeCpf}5204000053039865802BR5913FULANO DE TAL6008BRASILIA62070503***63041D3D`;
const clientId = "client_bella_napoli";

describe("what nobody should have typed", function () {
  this.timeout(60_000);
  let twin: Twin;
  const phones: string[] = [];
  /** Everything that any function or point of sale sent to a queue meanwhile. */
  const sent: { readonly queue: string; readonly body: string }[] = [];
  const note = ({ service, action, body }: ServiceCall) => {
    if (service !== "sqs" || !action.startsWith("SendMessage")) return;
    const text = String(body);
    sent.push({ queue: String(JSON.parse(text).QueueUrl).split("/").at(-1) ?? "", body: text });
  };

  before(async () => {
    twin = await sharedTwin();
    twin.events.on("call", note);
    const { twilio, events } = twin;
    const client = customer({ twilio, events, clientId, phone: nextPhone() });
    phones.push(client.phone);
    for (const [say, hear] of [
      ["oi", /unidades/],
      ["Centro", /Centro/],
      ["quero uma pizza margherita para retirada", /Posso confirmar/],
      ["o número do meu cartão é 4111 1111 1111 1111, validade 12/30, mas prefiro boleto", /./],
      ["e o meu CPF é 529.982.247-25", /./],
      ["quanto deu? de novo o meu: cpf52998224725", /Posso confirmar/],
      ["quanto deu? é 5 2 9 9 8 2 2 4 7 2 5, ou 529.982.247 - 25", /Posso confirmar/],
      ["quanto deu? e no 4111*1111*1111*1111 ou ４１１１１１１１１１１１１１１１?", /Posso confirmar/],
      ["quanto deu?", /Posso confirmar/],
      ["sim, no boleto", /link do boleto/],
    ] as const) {
      await client.say(say);
      await client.hears(({ text }) => hear.test(text));
    }
    await payAndAccept(client);
    await staffWrite();
    await deadLetter();
  });
  after(() => {
    twin.events.off("call", note);
  });

  async function payAndAccept(client: Customer) {
    const [order] = await ordersOf(twin, twin.activeRegion()!, clientId, client.phone);
    const charge = twin.asaas.charges(clientId).find((one) => one.externalReference === order?.orderId);
    expect(twin.asaas.pay(charge?.id ?? "")).to.include({ ok: true });
    await client.hears(({ text }) => /confirmado/.test(text));
    await eventually(() => expect(twin.pos.order(order!.orderId)).to.not.equal(undefined));
    await twin.pos.setStatus(order!.orderId, "accepted", { minutes: 30 });
    await client.hears(({ text }) => /30 minutos/.test(text));
  }

  /** A reply at the desk and a kitchen's reason, to a customer of their own. */
  async function staffWrite() {
    const { twilio, events, pos } = twin;
    const other = customer({ twilio, events, clientId, phone: nextPhone() });
    phones.push(other.phone);
    for (const [say, hear] of [
      ["oi", /unidades/],
      ["Centro", /Centro/],
      [`devolvam para ${personalPix}`, /./],
      ["quero uma pizza margherita para retirada", /Posso confirmar/],
      ["sim", /QR code/],
    ] as const) {
      await other.say(say);
      await other.hears(hear);
    }
    const [order] = await ordersOf(twin, twin.activeRegion()!, clientId, other.phone);
    const charge = twin.asaas.charges(clientId).find((one) => one.externalReference === order?.orderId);
    expect(twin.asaas.pay(charge?.id ?? "")).to.include({ ok: true });
    await other.hears(/confirmado/);
    await other.say("falar com atendente");
    await other.hears(/Chamei uma pessoa/);
    const text = "Confirma o CPF 111.444.777-35 e o cartão 5555 5555 5555 4444, cvv 987?";
    expect(await pos.reply(clientId, conversationIdOf(clientId, other.phone), text)).to.include({ ok: true });
    await other.hears(/Confirma o CPF/);
    expect(await pos.resume(clientId, conversationIdOf(clientId, other.phone))).to.include({ ok: true });
    await other.hears(/de volta/);
    await eventually(() => expect(pos.order(order!.orderId)).to.not.equal(undefined));
    const reason = `o CPF ${staffCpf} e o cartão ${staffCard} não conferem`;
    expect(await pos.setStatus(order!.orderId, "rejected", { reason })).to.include({ ok: true });
    await other.hears(/não conferem/);
  }

  const withSqs = async (region: string, work: (sqs: SQSClient) => Promise<void>) => {
    const { endpoint, operator } = twin.regions.get(region)!;
    const sqs = new SQSClient({ region, endpoint, credentials: operator });
    await work(sqs);
    sqs.destroy();
  };

  /** A message that nobody can read, so that there is something to search where such messages end. */
  async function deadLetter() {
    const region = twin.activeRegion()!;
    await withSqs(region, async (sqs) => {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: `${twin.regions.get(region)!.endpoint}/123456789012/chatbot-inbox.fifo`,
          MessageBody: '{"kind":"inbound","v":8}',
          MessageGroupId: "conv_private",
          MessageDeduplicationId: `private-${twin.clock.now()}`,
        }),
      );
    });
    await eventually(() => {
      const queues = twin.regions.get(region)!.queues();
      expect(queues.find(({ queue }) => queue === "chatbot-inbox-dlq.fifo")?.visible).to.be.above(0);
    });
  }

  /** With nothing but its digits and letters, so that neither a separator nor its width hides a number. */
  const bare = (value: unknown) =>
    JSON.stringify(value)
      .normalize("NFKC")
      .replace(/[^0-9A-Za-z]/g, "");
  const expectNone = (value: unknown, where: string) => {
    const text = bare(value);
    const found = [card, cpf, staffCard, staffCpf, payeeCpf].filter((number) => text.includes(number));
    // The restaurants' own stand in their files.
    const own = new Set(twin.tenants.map(({ asaasConfig }) => asaasConfig.defaultCpfCnpj));
    const unknown = numbersWithin(value).filter((number) => !own.has(number));
    expect([...found, ...unknown], where).to.deep.equal([]);
  };
  const tokens = () =>
    twin.tenants.flatMap((tenant) => {
      const { apiKey, webhookToken } = twin.asaas.credentials(tenant.clientId);
      const authToken = twin.twilio.authToken(tenant.twilioConfig.accountSid);
      return [apiKey, webhookToken, authToken, twin.pos.apiKey(tenant.clientId)];
    });
  const expectNoToken = (text: string, where: string) =>
    expect(
      tokens().filter((token) => text.includes(token)),
      where,
    ).to.deep.equal([]);

  it("is found where it stands, in whatever it is wrapped", () => {
    const rows = [
      { said: [`é 4111 1111 1111 1111, ${JSON.stringify({ cpf })}`] },
      { "111.444.777-35": 1 },
      "11.222.333/0001-81",
    ];
    const wrapped = numbersWithin(JSON.parse(JSON.stringify([rows, Number(staffCard)])));
    expect(wrapped).to.deep.equal([
      "4111 1111 1111 1111",
      cpf,
      "111.444.777-35",
      "11.222.333/0001-81",
      staffCard,
    ]);
    expect(numbersWithin("+5511987654321 **** 1111 2026-11-24 23:05:03 1764025200000")).to.deep.equal([]);
    const cardLike = "37016750-4948-4095";
    expect(numbersWithin(cardLike)).to.deep.equal([cardLike]);
    expect(numbersWithin(`{"requestId":"${cardLike}-b7c1-0f6d2e9a8c41"}`)).to.deep.equal([]);
  });

  it("reaches the charge that needs it all the same", async () => {
    const headers = { access_token: twin.asaas.credentials(clientId).apiKey };
    const reply = await fetch(`${twin.asaas.baseUrl}/customers`, { headers });
    expect(JSON.stringify(await reply.json())).to.contain(cpf);
  });

  it("stands in no log of either region, and no key or token does", () => {
    for (const region of twin.regions.values())
      for (const { line, logGroup } of region.logs()) {
        expectNone(line, `${region.name} ${logGroup}`);
        expectNoToken(line, `${region.name} ${logGroup}`);
      }
  });

  it("stands in no table of either region, and no key or token does", async () => {
    for (const region of twin.regions.keys())
      for (const table of Object.keys(tables)) {
        const rows = await rowsOf(twin, region, table);
        expectNone(rows, `${region} ${table}`);
        expectNoToken(JSON.stringify(rows), `${region} ${table}`);
      }
  });

  it("stands in no conversation in the cache", async () => {
    const cache = cacheOf(twin, twin.activeRegion()!);
    for (const phone of phones) {
      // A cache that is slow to answer is not asked for a while.
      const kept = await eventually(async () => {
        const found = await cache.get(clientId, `conversation:${conversationIdOf(clientId, phone)}`);
        expect(found, "what is searched").to.be.an("object");
        return found;
      }, 15_000);
      expectNone(kept, "the cache");
    }
  });

  it("stands in no name of an object of either region", async () => {
    for (const { name, s3 } of twin.regions.values()) {
      // The other region's copies come later.
      const keys = await eventually(() => {
        const found = s3.buckets.flatMap((bucket) => s3.versions(bucket.name)).map(({ key }) => key);
        expect(found, "what is searched").to.not.deep.equal([]);
        return found;
      }, 20_000);
      expectNone(keys, `${name}'s buckets`);
    }
  });

  it("is in no message on the way to an inbox, to the payments or to a kitchen, and no key or token is", () => {
    for (const queue of ["chatbot-inbox.fifo", "chatbot-payments.fifo", `${clientId}_store_centro.fifo`])
      expect(sent.map((message) => message.queue)).to.include(queue);
    for (const { queue, body } of sent) {
      expectNone(body, queue);
      expectNoToken(body, queue);
    }
  });

  it("is in no message that waits anywhere, dead letters included", async () => {
    const searched = new Map<string, number>();
    for (const region of twin.regions.values())
      await withSqs(region.name, async (sqs) => {
        for (const { queue } of region.queues()) {
          const QueueUrl = `${region.endpoint}/123456789012/${queue}`;
          // Each batch hides for a moment, so that the next one follows it.
          const options = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 2, WaitTimeSeconds: 0 };
          const command = new ReceiveMessageCommand({ ...options, MessageAttributeNames: ["All"] });
          const messages: Message[] = [];
          for (let more: Message[] = [{}]; more.length; messages.push(...more))
            more = (await sqs.send(command)).Messages ?? [];
          searched.set(`${region.name} ${queue}`, messages.length);
          expectNone(messages, `${region.name} ${queue}`);
          expectNoToken(JSON.stringify(messages), `${region.name} ${queue}`);
        }
      });
    expect(searched.get(`${twin.activeRegion()} chatbot-inbox-dlq.fifo`)).to.be.above(0);
    expect([...searched.keys()].filter((name) => name.includes("-dlq"))).to.have.length.above(8);
  });
});
