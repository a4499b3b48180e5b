/** What the conversation does when the world is not well, through the whole system. */

import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { conversationIdOf } from "../../handlers/shared/identity.ts";
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { ordersOf, regionOf, rowsOf } from "../support/journey/orders.ts";
import { changeRows } from "../support/journey/quiet.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const region = "us-east-1";
const clientId = "client_tempero_da_bahia";

describe("a conversation in trouble", function () {
  this.timeout(60_000);
  let twin: Twin;

  before(async () => {
    twin = await sharedTwin();
  });
  afterEach(() => {
    for (const one of twin.regions.values())
      one.bedrock.setFaults({ throttled: false, unavailable: false, latencyMs: 0 });
    twin.twilio.setFaults({ refuse: undefined, fail: undefined });
  });

  const somebody = (of = clientId) => {
    const { twilio, events } = twin;
    return customer({ twilio, events, clientId: of, phone: nextPhone() });
  };
  const aws = () => {
    const { endpoint, operator } = regionOf(twin, region);
    return { region, endpoint, credentials: operator };
  };
  const rowOf = async (phone: string, of = clientId) =>
    (await rowsOf(twin, region, "ConversationTable")).find(
      ({ conversationId }) => conversationId === conversationIdOf(of, phone),
    );

  it("sells a meal by menus while Bedrock is down, and is back with the model by itself", async () => {
    const client = somebody();
    await client.ask("quero um abará para retirada");
    regionOf(twin, region).bedrock.setFaults({ unavailable: true });
    const first = await client.ask("e um caldo de sururu");
    expect(first.text).to.include("1x Caldo de sururu");
    expect(first.choices?.[0]?.title).to.equal("Fechar o pedido");
    expect((await client.ask("1")).text).to.match(/Posso confirmar o pedido de R\$ 35,80/);
    expect((await client.ask("1")).text).to.include("Pedido registrado! Total: R$ 35,80.");
    await client.hears(/QR code/);
    const [order] = await ordersOf(twin, region, clientId, client.phone);
    expect(order).to.deep.include({ status: "awaiting_payment" });
    expect(order?.quote?.totalCentavos).to.equal(3_580);
    regionOf(twin, region).bedrock.setFaults({ unavailable: false });
    twin.clock.advance(60_000);
    expect((await client.ask("cadê meu pedido?")).text).to.not.include("*1*");
    expect((await rowOf(client.phone))?.menu).to.equal(undefined);
    const metrics = regionOf(twin, region).metrics();
    expect(metrics.some(({ name }) => name === "MenuMode")).to.equal(true);
  });

  it("hears from Twilio that nobody is there, and sends nothing more until the customer writes", async () => {
    const client = somebody();
    twin.twilio.setFaults({ fail: { code: 63003 } });
    await client.ask("oi");
    await eventually(async () => {
      expect((await rowOf(client.phone))?.undeliverable).to.deep.include({ why: "unreachable", code: 63003 });
    });
    twin.twilio.setFaults({ fail: undefined });
    expect((await client.ask("voltei")).text).to.have.length.above(3);
    expect((await rowOf(client.phone))?.undeliverable).to.equal(undefined);
  });

  it("sends later what Twilio does not take now", async () => {
    const client = somebody();
    twin.twilio.setFaults({ refuse: { status: 429, code: 20429 } });
    await client.say("oi");
    await eventually(async () => {
      expect((await rowOf(client.phone))?.outgoing).to.have.length(1);
    });
    twin.twilio.setFaults({ refuse: undefined });
    await eventually(async () => {
      twin.clock.advance(5_000);
      expect(client.heard()).to.have.length(1);
    });
  });

  it("tells a customer of yesterday by a template, and not at all where there is none", async () => {
    const client = somebody();
    await client.ask("quero um abará para retirada");
    await client.ask("sim, pode fechar");
    await client.hears(/QR code/);
    const [order] = await ordersOf(twin, region, clientId, client.phone);
    const charge = twin.asaas.charges(clientId).find((c) => c.externalReference === order?.orderId);
    expect(twin.asaas.pay(charge!.pixCode)).to.include({ ok: true });
    await client.hears(/confirmado/);
    await eventually(() => expect(twin.pos.order(order!.orderId)).to.not.equal(undefined));
    // A day of every schedule would take long.
    const key = { clientId, conversationId: conversationIdOf(clientId, client.phone) };
    const lastInboundAt = new Date(twin.clock.now() - 25 * 60 * 60_000).toISOString();
    await changeRows(twin, region, [{ table: "ConversationTable", key, set: { lastInboundAt } }]);
    expect(await twin.pos.setStatus(order!.orderId, "accepted", { minutes: 30 })).to.include({ ok: true });
    const told = await client.hears(/aceitou o seu pedido/);
    expect(told.contentSid).to.match(/^HX/);
    expect(told.text).to.include("30 minutos");
    await eventually(() =>
      expect(twin.twilio.conversation(clientId, client.phone).messages.at(-1)?.status).to.equal("delivered"),
    );
    await twin.pos.setStatus(order!.orderId, "ready", {});
    await client.hears(/está pronto/);
    expect(await twin.pos.setStatus(order!.orderId, "delivered", {})).to.include({ ok: true });
    await eventually(() => {
      const lines = regionOf(twin, region)
        .logs()
        .map((line) => JSON.stringify(line));
      expect(lines.some((line) => line.includes("Not sent.") && line.includes("delivered"))).to.equal(true);
    });
  });

  it("keeps an audio under the tenant's name, and answers politely", async () => {
    const client = somebody();
    const content = new TextEncoder().encode("OggS…");
    await client.say("", { media: [{ content, contentType: "audio/ogg" }] });
    await client.hears(/ouvir áudios/);
    const row = await rowOf(client.phone);
    const [medium] = (row?.media ?? []) as { key: string }[];
    expect(medium?.key).to.match(new RegExp(`^${clientId}/media/conv_[0-9a-f]{24}/SM[0-9a-f]{32}-0\\.ogg$`));
    const isMedia = (name: string) => name.includes("media") && name.endsWith(region);
    const bucket = String(
      twin.graph.stacks[region]?.resources.find(
        ({ type, outputs }) => type.startsWith("aws:s3/bucket") && isMedia(String(outputs.bucket)),
      )?.outputs.bucket,
    );
    const s3 = new S3Client({ ...aws(), forcePathStyle: true });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: medium?.key }));
    expect(await Body!.transformToString()).to.equal("OggS…");
    s3.destroy();
  });

  it("puts a message that nobody can read into the dead-letter queue, with the reason", async () => {
    const sqs = new SQSClient(aws());
    const url = `${regionOf(twin, region).endpoint}/123456789012/`;
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: `${url}chatbot-inbox.fifo`,
        MessageBody: '{"kind":"inbound","v":7}',
        MessageGroupId: "conv_unreadable",
        MessageDeduplicationId: `unreadable-${Date.now()}`,
      }),
    );
    await eventually(async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: `${url}chatbot-inbox-dlq.fifo`,
          MessageAttributeNames: ["All"],
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 0,
        }),
      );
      const found = Messages.find(({ Body }) => Body === '{"kind":"inbound","v":7}');
      expect(found?.MessageAttributes?.reason?.StringValue).to.include("clientId");
    });
    sqs.destroy();
  });

  it("waits a moment for the rest of a sentence, where the restaurant wants it to", async () => {
    const pause = { table: "TenantConfigTable", key: { clientId }, set: { "aiConfig.burstPauseSeconds": 1 } };
    const putBack = await changeRows(twin, region, [pause]);
    try {
      const client = somebody();
      await client.say("quero");
      await client.say("um abará");
      await client.say("para retirada");
      await client.hears(/1x Abará/);
      expect(client.heard()).to.have.length(1);
    } finally {
      await putBack();
    }
  });
});
