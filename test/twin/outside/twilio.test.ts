import { expect } from "chai";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { createClock } from "../../../twin/clock.ts";
import { TwinEvents } from "../../../twin/events.ts";
import { startTwilio, type Twilio } from "../../../twin/outside/twilio/twilio.ts";
import { eventually } from "../../support/eventually.ts";
import { type PublicEndpoint, publicEndpoint } from "../../support/public-endpoint.ts";

const clientId = "client_test";
const accountSid = `AC${"0".repeat(32)}`;
const phoneNumber = "+551140000000";
const phone = "+5511999990000";

describe("Twilio's stand-in", () => {
  const clock = createClock();
  let twilio: Twilio;
  let bot: PublicEndpoint;
  let authToken: string;

  beforeEach(async () => {
    bot = await publicEndpoint();
    bot.answer = { status: 200, body: "<Response/>" };
    twilio = await startTwilio({ clock, events: new TwinEvents() });
    ({ authToken } = twilio.register({ accountSid, phoneNumber, clientId }));
    twilio.connect(bot.internet);
  });

  afterEach(async () => {
    await twilio.stop();
    await bot.stop();
  });

  const send = (fields: Record<string, string>, token = authToken) =>
    fetch(`${twilio.baseUrlFor("sa-east-1")}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString("base64")}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams(fields),
    });
  const said = () => twilio.conversation(clientId, phone).messages;

  it("signs a customer's message over the public URL as Twilio's own library checks it", async () => {
    const delivery = await twilio.customerSays({ clientId, phone, text: "Olá, tudo bem?" });
    expect(delivery.httpStatus).to.equal(200);
    const { headers, body, host } = bot.received[0]!;
    expect(host).to.equal("api.test.example");
    const url = `https://api.test.example/webhook/twilio/${clientId}`;
    const form = Object.fromEntries(new URLSearchParams(body));
    expect(form).to.include({
      Body: "Olá, tudo bem?",
      From: `whatsapp:${phone}`,
      To: `whatsapp:${phoneNumber}`,
    });
    expect(validateRequest(authToken, String(headers["x-twilio-signature"]), url, form)).to.equal(true);
  });

  it("delivers the same message again with the same sid", async () => {
    const { message } = await twilio.customerSays({ clientId, phone, text: "Oi" });
    await twilio.redeliver(message.sid);
    const sids = bot.received.map(({ body }) => new URLSearchParams(body).get("MessageSid"));
    expect(sids).to.deep.equal([message.sid, message.sid]);
  });

  it("logs 11200 when the webhook answers with an error", async () => {
    bot.answer = { status: 403 };
    const delivery = await twilio.customerSays({ clientId, phone, text: "Oi" });
    expect(delivery.error?.code).to.equal(11200);
  });

  it("logs 11205 when nobody answers", async () => {
    await bot.stop();
    const delivery = await twilio.customerSays({ clientId, phone, text: "Oi" });
    expect(delivery.error?.code).to.equal(11205);
  });

  it("brings a reply to the customer's phone and says which region sent it", async () => {
    await twilio.customerSays({ clientId, phone, text: "Oi" });
    const reply = await send({ From: `whatsapp:${phoneNumber}`, To: `whatsapp:${phone}`, Body: "Olá!" });
    expect(reply.status).to.equal(201);
    await eventually(() =>
      expect(said().at(-1)).to.include({ text: "Olá!", status: "delivered", viaRegion: "sa-east-1" }),
    );
  });

  it("fails a free-form reply 24 hours after the customer's last message with 63016", async () => {
    await twilio.customerSays({ clientId, phone, text: "Oi" });
    clock.advance(24 * 60 * 60 * 1000 + 1);
    await send({ From: `whatsapp:${phoneNumber}`, To: `whatsapp:${phone}`, Body: "Ainda aí?" });
    await eventually(() => expect(said().at(-1)).to.include({ status: "failed", errorCode: 63016 }));
  });

  it("refuses a wrong token, a foreign sender and a text over 1600 characters", async () => {
    const good = { From: `whatsapp:${phoneNumber}`, To: `whatsapp:${phone}`, Body: "Olá!" };
    expect((await send(good, "wrong")).status).to.equal(401);
    const code = async (fields: Record<string, string>) =>
      ((await (await send(fields)).json()) as { code: number }).code;
    expect(await code({ ...good, From: "whatsapp:+551100000000" })).to.equal(63007);
    expect(await code({ ...good, Body: "x".repeat(1601) })).to.equal(21617);
    expect(await code({ From: good.From, To: good.To })).to.equal(21602);
  });
});
