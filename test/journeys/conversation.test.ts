/** What the conversation does when the world is not well, through the whole system. */

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { conversationIdOf } from "../../handlers/shared/identity.ts";
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { ordersOf, regionOf, rowsOf, tableName } from "../support/journey/orders.ts";
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
  /** Whoever has the row in hand would write it back over the change, and a batch that is cut off stays locked. */
  const quiet = async () => {
    const here = regionOf(twin, region);
    const underWay = () => [
      ...here.functions().filter(({ busy }) => busy > 0),
      ...here.queues().filter(({ queue, visible, inFlight }) => !/dlq/.test(queue) && visible + inFlight > 0),
      // Each step to the phone is told to the bot by a callback.
      ...twin.twilio
        .conversations()
        .flatMap(({ messages }) => messages.filter(({ status }) => status === "queued" || status === "sent")),
    ];
    let since = Date.now();
    await eventually(() => {
      if (underWay().length > 0) since = Date.now();
      expect(Date.now() - since).to.be.at.least(300);
    }, 15_000);
  };
  const change = async (table: string, { key, set, to }: { key: object; set: string; to: unknown }) => {
    await quiet();
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient(aws()));
    await documents.send(
      new UpdateCommand({
        TableName: tableName(twin, table),
        Key: { ...key },
        UpdateExpression: `SET ${set} = :to`,
        ExpressionAttributeValues: { ":to": to },
      }),
    );
    documents.destroy();
    // Functions and the cache keep rows for a while; a region that was away comes back without either.
    await twin.setDark(region, true);
    await twin.setDark(region, false);
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
    expect(first.text).to.match(/\*1\* – Fechar o pedido/);
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
    await change("ConversationTable", {
      key: { clientId, conversationId: conversationIdOf(clientId, client.phone) },
      set: "lastInboundAt",
      to: new Date(twin.clock.now() - 25 * 60 * 60_000).toISOString(),
    });
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
    const pause = (seconds: number) =>
      change("TenantConfigTable", { key: { clientId }, set: "aiConfig.burstPauseSeconds", to: seconds });
    await pause(1);
    twin.clock.advance(31_000);
    try {
      const client = somebody();
      await client.say("quero");
      await client.say("um abará");
      await client.say("para retirada");
      await client.hears(/1x Abará/);
      expect(client.heard()).to.have.length(1);
    } finally {
      await pause(0);
      twin.clock.advance(31_000);
    }
  });
});
