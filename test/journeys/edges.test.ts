import { request } from "node:http";
import { expect } from "chai";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { customer } from "../../twin/outside/customer.ts";
import type { Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { regionOf, rowsOf } from "../support/journey/orders.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const clientId = "client_bella_napoli";
const form = "application/x-www-form-urlencoded";

describe("the public API", function () {
  this.timeout(60_000);
  let twin: Twin;

  before(async () => {
    twin = await sharedTwin();
  });

  /** One request as it reaches the active region under the public name. */
  const post = (path: string, headers: Record<string, string>, body: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { apiOrigin } = regionOf(twin, twin.activeRegion() ?? "");
      const outgoing = request(
        new URL(path, apiOrigin),
        { method: "POST", headers: { host: twin.publicHost, ...headers } },
        (reply) => {
          let text = "";
          reply.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
          });
          reply.on("end", () => resolve({ status: reply.statusCode ?? 0, body: text }));
        },
      );
      outgoing.on("error", reject).end(body);
    });

  const tenant = () => twin.tenants.find((one) => one.clientId === clientId)!;
  const messageOf = (phone: string, more: Record<string, string> = {}) => ({
    MessageSid: `SM${"a".repeat(32)}`,
    AccountSid: tenant().twilioConfig.accountSid,
    From: `whatsapp:${phone}`,
    To: `whatsapp:${tenant().twilioConfig.phoneNumber}`,
    Body: "Oi",
    NumMedia: "0",
    ...more,
  });

  it("answers a forged signature with 403 and leaves no trace in any table", async () => {
    const phone = nextPhone();
    const fields = messageOf(phone);
    const path = `/webhook/twilio/${clientId}`;
    const signature = getExpectedTwilioSignature(
      "not the token",
      `https://${twin.publicHost}${path}`,
      fields,
    );
    const body = new URLSearchParams(fields).toString();
    const reply = await post(path, { "content-type": form, "x-twilio-signature": signature }, body);
    expect(reply.status).to.equal(403);
    for (const table of ["ConversationTable", "CustomerTable", "IdempotencyTable", "WhatsAppBotOrders"])
      expect(JSON.stringify(await rowsOf(twin, "us-east-1", table)), table)
        .to.not.contain(phone)
        .and.to.not.contain(fields.MessageSid);
  });

  it("takes a well-signed message on the plan's shorter path too", async () => {
    const fields = messageOf(nextPhone(), { MessageSid: `SM${"b".repeat(32)}` });
    const path = `/webhook/${clientId}`;
    const token = twin.twilio.authToken(tenant().twilioConfig.accountSid);
    const signature = getExpectedTwilioSignature(token, `https://${twin.publicHost}${path}`, fields);
    const body = new URLSearchParams(fields).toString();
    const reply = await post(path, { "content-type": form, "x-twilio-signature": signature }, body);
    expect(reply.status).to.equal(200);
    expect(reply.body).to.match(/<Response\s*\/>/);
  });

  it("answers a customer who hides their number", async () => {
    const { twilio, events } = twin;
    const hidden = customer({ twilio, events, clientId: "client_tempero_da_bahia", phone: "BR.ABC123xyz" });
    expect((await hidden.ask("me mostra o cardápio")).text).to.contain("Moqueca");
  });

  it("reads what comes with a place that is nowhere on earth", async () => {
    const { twilio, events } = twin;
    const lost = customer({ twilio, events, clientId: "client_tempero_da_bahia", phone: nextPhone() });
    await lost.say("me mostra o cardápio", { location: { latitude: 999, longitude: 0 } });
    expect((await lost.hears(() => true)).text).to.contain("Moqueca");
    expect((await lost.ask("quero um acarajé")).text).to.contain("Acarajé");
  });

  it("refuses an unknown tenant before any function of the webhook sees it, as API Gateway words it", async () => {
    const reply = await post("/webhook/client_nobody", { "content-type": form }, "Body=Oi");
    expect(reply.status).to.equal(403);
    expect(JSON.parse(reply.body).Message).to.equal(
      "User is not authorized to access this resource with an explicit deny",
    );
  });

  it("answers a malformed body with 400", async () => {
    const path = `/webhook/twilio/${clientId}`;
    const fields = { Body: "Oi" };
    const token = twin.twilio.authToken(tenant().twilioConfig.accountSid);
    const signature = getExpectedTwilioSignature(token, `https://${twin.publicHost}${path}`, fields);
    const reply = await post(path, { "content-type": form, "x-twilio-signature": signature }, "Body=Oi");
    expect(reply.status).to.equal(400);
  });

  it("refuses a payment event without the restaurant's token", async () => {
    const event = JSON.stringify({
      id: "evt_1",
      event: "PAYMENT_RECEIVED",
      payment: { id: "pay_1", value: 1 },
    });
    const headers = { "content-type": "application/json", "asaas-access-token": "x".repeat(48) };
    const reply = await post(`/webhook/asaas/${clientId}`, headers, event);
    expect(reply.status).to.equal(401);
  });

  it("keeps an event of Asaas's that it cannot read where a person looks", async () => {
    const token = twin.asaas.credentials(clientId).webhookToken;
    const headers = { "content-type": "application/json", "asaas-access-token": token };
    const event = JSON.stringify({ id: "evt_odd", event: "PAYMENT_RECEIVED", payment: { id: 7 } });
    const region = regionOf(twin, twin.activeRegion()!);
    const depth = () => {
      const found = region.queues().find(({ queue }) => queue === "chatbot-payments-dlq.fifo");
      return found?.visible ?? 0;
    };
    const before = depth();
    expect((await post(`/webhook/asaas/${clientId}`, headers, event)).status).to.equal(200);
    await eventually(() => expect(depth()).to.equal(before + 1));
    await eventually(() => {
      const lines = region.logs().map(({ line }) => line);
      const said = lines.filter((line) => line.includes("went to the dead-letter queue")).join("\n");
      expect(said).to.contain("wrong at payment.id, payment.value");
    });
  });

  it("lets no point of sale in without its key, nor with another restaurant's", async () => {
    const path = `/pos/${clientId}/orders/ord_1/status`;
    const json = { "content-type": "application/json" };
    const body = JSON.stringify({ status: "accepted" });
    expect((await post(path, json, body)).status).to.equal(401);
    const foreign = twin.pos.apiKey("client_tempero_da_bahia");
    expect((await post(path, { ...json, "x-api-key": foreign }, body)).status).to.equal(403);
  });

  it("shows a customer the menu of the restaurant that they write to and of no other", async () => {
    const { twilio, events } = twin;
    const client = customer({ twilio, events, clientId: "client_tempero_da_bahia", phone: nextPhone() });
    const menu = await client.ask("me mostra o cardápio");
    expect(menu.text).to.contain("Moqueca").and.to.not.contain("Calabresa");
    const answer = await client.ask("quero uma pizza calabresa");
    expect(answer.text).to.not.contain("Total");
  });
});
