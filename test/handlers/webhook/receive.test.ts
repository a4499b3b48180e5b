import { expect } from "chai";
import { conversationIdOf } from "../../../handlers/shared/identity.ts";
import { InboundMessage } from "../../../handlers/shared/messages.ts";
import { accountSid, clientId, invocation, secretOf, tenant, tenantsOf } from "../support/fakes.ts";
import { authToken, customerPhone, form, messageSid, posted, webhook } from "../support/webhook.ts";

describe("The webhook", () => {
  it("answers empty TwiML once the message is on the inbox queue, in the conversation's group", async () => {
    const { handler, sent } = webhook();
    const reply = await handler(posted(), invocation());
    expect(reply).to.deep.equal({
      statusCode: 200,
      headers: { "content-type": "text/xml" },
      body: "<Response/>",
    });
    const conversationId = conversationIdOf(clientId, customerPhone);
    expect(sent).to.have.length(1);
    expect(sent[0]).to.include({
      region: "us-east-1",
      queue: "chatbot-inbox.fifo",
      group: conversationId,
      deduplicationId: messageSid,
    });
    expect(InboundMessage.parse(sent[0]!.body)).to.deep.equal({
      v: 1,
      kind: "inbound",
      clientId,
      conversationId,
      messageSid,
      phone: customerPhone,
      profileName: "Maria",
      text: "Quero uma pizza de calabresa",
      choice: undefined,
      sealedDocument: undefined,
      media: [],
      location: undefined,
      receivedAt: "2026-11-24T13:00:00.000Z",
      traceId: "1-67891233-abcdef012345678912345678",
    });
  });

  it("puts the messages of a tenant of tier silo on the queue that is its own", async () => {
    const silo = tenant({ tier: "silo", limits: { maxConcurrency: 5 } });
    const { handler, sent } = webhook({ tenants: tenantsOf(silo) });
    await handler(posted(), invocation());
    expect(sent.map(({ queue }) => queue)).to.deep.equal([`chatbot-inbox-${clientId}.fifo`]);
  });

  for (const path of [`/webhook/${clientId}`, `/webhook/twilio/${clientId}`]) {
    it(`takes a message signed over ${path}`, async () => {
      const { handler, sent } = webhook();
      expect((await handler(posted(form(), { path }), invocation())).statusCode).to.equal(200);
      expect(sent).to.have.length(1);
    });
  }

  it("takes a body that API Gateway passes in base64", async () => {
    const { handler, sent } = webhook();
    const fields = form({ Body: "Açaí com granola & mel, às 10h" });
    expect((await handler(posted(fields, { base64: true }), invocation())).statusCode).to.equal(200);
    expect(sent[0]!.body).to.include({ text: "Açaí com granola & mel, às 10h" });
  });

  it("signs over parameters that it does not know", async () => {
    const { handler, sent } = webhook();
    await handler(posted(form({ SomethingNew: "1" })), invocation());
    expect(sent).to.have.length(1);
  });

  it("refuses a forged signature with 403 and leaves no trace", async () => {
    const { handler, sent, receipts, written } = webhook();
    for (const event of [
      posted(form(), { token: "b".repeat(32) }),
      posted(form(), { signature: "" }),
      posted(form(), { headers: { "X-Twilio-Signature": undefined } }),
      { ...posted(), path: "/webhook/client_outro" },
      { ...posted(), body: new URLSearchParams(form({ Body: "outra coisa" })).toString() },
    ]) {
      expect((await handler(event, invocation())).statusCode).to.equal(403);
    }
    expect(sent).to.deep.equal([]);
    expect(receipts.size).to.equal(0);
    expect(written).to.deep.equal({});
  });

  it("reads the secret anew when a signature fails, for a token that was just rotated", async () => {
    const rotated = "c".repeat(32);
    const secret = secretOf({ [accountSid]: { authToken } }, { [accountSid]: { authToken: rotated } });
    const { handler } = webhook({ secret });
    expect((await handler(posted(form(), { token: rotated }), invocation())).statusCode).to.equal(200);
    expect(secret.refreshes).to.equal(1);
  });

  it("takes a signature by either token while a rotation lasts", async () => {
    const nextAuthToken = "c".repeat(32);
    const secret = secretOf({ [accountSid]: { authToken, nextAuthToken } });
    const { handler } = webhook({ secret });
    for (const token of [authToken, nextAuthToken])
      expect((await handler(posted(form(), { token }), invocation())).statusCode).to.equal(200);
    expect(secret.refreshes).to.equal(0);
  });

  it("says which account has no token in the secret", async () => {
    const { handler } = webhook({ secret: secretOf({}) });
    const failure = await handler(posted(), invocation()).catch((error: Error) => error.message);
    expect(failure).to.include(accountSid).and.to.include("authToken");
  });

  it("refuses a signed message that is addressed to another restaurant", async () => {
    const other = `AC${"f".repeat(32)}`;
    const secret = secretOf({ [accountSid]: { authToken }, [other]: { authToken } });
    const { handler, sent } = webhook({ secret });
    for (const fields of [form({ To: "whatsapp:+551140009999" }), form({ AccountSid: other })]) {
      expect((await handler(posted(fields), invocation())).statusCode).to.equal(403);
    }
    expect(sent).to.deep.equal([]);
  });

  it("refuses an unknown and a suspended tenant", async () => {
    const unknown = webhook({ tenants: tenantsOf() });
    expect((await unknown.handler(posted(), invocation())).statusCode).to.equal(403);
    const suspended = webhook({ tenants: tenantsOf(tenant({ active: false })) });
    expect((await suspended.handler(posted(), invocation())).statusCode).to.equal(403);
  });

  it("answers 400 to a body that is not Twilio's", async () => {
    const { handler, sent, entries } = webhook();
    const { MessageSid: _, ...withoutSid } = form();
    for (const event of [
      posted(withoutSid),
      posted(form({ From: "sms:+5511987654321" })),
      posted(form({ NumMedia: "muitas" })),
      { ...posted(), body: null },
      { ...posted(), body: '{"Body":"oi"}' },
      posted(form(), { headers: { "Content-Type": "application/json" } }),
    ]) {
      expect((await handler(event, invocation())).statusCode).to.equal(400);
    }
    expect(sent).to.deep.equal([]);
    expect(entries.map((entry) => entry.message).join())
      .to.include("MessageSid")
      .and.not.include("987654321");
  });

  it("takes the same message once, delivered five times at once and again later", async () => {
    const { handler, sent, receipts, written } = webhook();
    const replies = await Promise.all(Array.from({ length: 5 }, () => handler(posted(), invocation())));
    replies.push(await handler(posted(), invocation()));
    expect(replies.map((reply) => reply.statusCode)).to.deep.equal([200, 200, 200, 200, 200, 200]);
    expect(sent).to.have.length(1);
    expect(receipts.size).to.equal(1);
    expect(written.MessagesReceived).to.deep.equal([1]);
  });

  it("acknowledges nothing that no queue has taken", async () => {
    const broken = webhook({}, ["us-east-1"]);
    const failure = await broken.handler(posted(), invocation()).catch((error: Error) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(broken.receipts.size).to.equal(0);
  });

  it("acknowledges a message that is queued even when its receipt cannot be written", async () => {
    const receipts = {
      has: async () => false,
      write: async () => {
        throw new Error("throttled");
      },
    };
    const { handler, sent } = webhook({ receipts });
    expect((await handler(posted(), invocation())).statusCode).to.equal(200);
    expect(sent).to.have.length(1);
  });

  it("hands the message to the active region's queue", async () => {
    const { handler, sent } = webhook({ active: { current: async () => "sa-east-1" } });
    await handler(posted(), invocation());
    expect(sent.map(({ region }) => region)).to.deep.equal(["sa-east-1"]);
  });

  it("keeps the message in its own region when the active one cannot be reached", async () => {
    const { handler, sent, entries } = webhook({ active: { current: async () => "sa-east-1" } }, [
      "sa-east-1",
    ]);
    expect((await handler(posted(), invocation())).statusCode).to.equal(200);
    expect(sent.map(({ region }) => region)).to.deep.equal(["us-east-1"]);
    expect(entries.find((entry) => entry.level === "warn")?.message).to.include("sa-east-1");
  });

  it("passes on a tapped button, a list row, media and a location", async () => {
    const { handler, sent } = webhook();
    const sid = (n: number) => `SM${String(n).padStart(32, "0")}`;
    const fields = [
      form({ MessageSid: sid(1), ButtonText: "Confirmar", ButtonPayload: "confirm", Body: "Confirmar" }),
      form({ MessageSid: sid(2), ListTitle: "Pizza Calabresa", ListId: "pizza_calabresa", Body: "" }),
      form({
        MessageSid: sid(3),
        Body: "",
        NumMedia: "2",
        MediaUrl0: "https://api.twilio.com/a",
        MediaContentType0: "audio/ogg",
        MediaUrl1: "https://api.twilio.com/b",
        MediaContentType1: "image/jpeg",
      }),
      form({ MessageSid: sid(4), Body: "", Latitude: "-23.5614", Longitude: "-46.6558" }),
    ];
    for (const one of fields) expect((await handler(posted(one), invocation())).statusCode).to.equal(200);
    const bodies = sent.map(({ body }) => InboundMessage.parse(body));
    expect(bodies.map((body) => body.text)).to.deep.equal(["Confirmar", "Pizza Calabresa", "", ""]);
    expect(bodies[2]!.media).to.deep.equal([
      { url: "https://api.twilio.com/a", contentType: "audio/ogg" },
      { url: "https://api.twilio.com/b", contentType: "image/jpeg" },
    ]);
    expect(bodies[3]!.location).to.deep.equal({ latitude: -23.5614, longitude: -46.6558 });
  });

  for (const [Latitude, Longitude] of [
    ["999", "0"],
    ["0", "-180.5"],
    ["90.0001", "0"],
  ] as const)
    it(`passes on what was written without a place at ${Latitude}, ${Longitude}`, async () => {
      const { handler, sent } = webhook();
      const event = posted(form({ Body: "estou aqui", Latitude, Longitude }));
      expect((await handler(event, invocation())).statusCode).to.equal(200);
      expect(sent[0]!.body).to.deep.include({ text: "estou aqui", location: undefined });
    });
});
