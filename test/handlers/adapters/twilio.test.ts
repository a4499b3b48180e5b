/** Sending, against Twilio's stand-in and against a server that fails as Twilio may. */
import { expect } from "chai";
import { openMessenger } from "../../../handlers/adapters/twilio.ts";
import type { WhatsAppMessage } from "../../../handlers/conversation/ports.ts";
import { createClock } from "../../../twin/clock.ts";
import { TwinEvents } from "../../../twin/events.ts";
import { startTwilio, type Twilio } from "../../../twin/outside/twilio/twilio.ts";
import { type TestEndpoint, testEndpoint } from "../support/aws.ts";
import { accountSid, clientId, restaurantPhone, secretOf } from "../support/fakes.ts";

const phone = "+5511987654321";
const message: WhatsAppMessage = { accountSid, from: restaurantPhone, to: phone, text: "Olá, João! 🍕" };

describe("A message to a customer", () => {
  let twilio: Twilio;
  let authToken: string;
  beforeEach(async () => {
    twilio = await startTwilio({ clock: createClock(), events: new TwinEvents() });
    ({ authToken } = twilio.register({ accountSid, phoneNumber: restaurantPhone, clientId }));
  });
  afterEach(() => twilio.stop());

  const outbound = () => twilio.conversation(clientId, phone).messages;

  it("arrives from the restaurant's number, with its medium", async () => {
    const send = openMessenger(twilio.baseUrl, secretOf({ [accountSid]: { authToken } }));
    const sent = await send({ ...message, mediaUrl: "https://media.test/qr.png" });
    expect(sent).to.include({ ok: true });
    expect(outbound()).to.have.length(1);
    expect(outbound()[0]).to.deep.include({
      direction: "outbound",
      text: "Olá, João! 🍕",
      media: [{ url: "https://media.test/qr.png" }],
    });
  });

  it("is sent with the token that was just rotated", async () => {
    const secret = secretOf({ [accountSid]: { authToken: "old" } }, { [accountSid]: { authToken } });
    expect(await openMessenger(twilio.baseUrl, secret)(message)).to.include({ ok: true });
    expect(secret.refreshes).to.equal(1);
  });

  it("is sent with the token that Twilio changed to a moment ago, while the secret has both", async () => {
    const secret = secretOf({ [accountSid]: { authToken: "old", nextAuthToken: authToken } });
    expect(await openMessenger(twilio.baseUrl, secret)(message)).to.include({ ok: true });
  });

  it("that Twilio will never take says so with Twilio's code, after one attempt", async () => {
    const send = openMessenger(twilio.baseUrl, secretOf({ [accountSid]: { authToken } }));
    expect(await send({ ...message, text: "a".repeat(1_601) })).to.deep.nested.include({
      ok: false,
      "error.kind": "refused",
      "error.code": 21617,
    });
  });

  it("names the account that has no token in the secret", async () => {
    const sent = await openMessenger(twilio.baseUrl, secretOf({}))(message);
    expect(sent).to.deep.nested.include({ ok: false, "error.kind": "unauthorized" });
    expect(!sent.ok && sent.error.message).to.include(accountSid);
  });
});

describe("A message that Twilio does not take now", () => {
  let server: TestEndpoint;
  let pauses: number;
  beforeEach(async () => {
    server = await testEndpoint();
    pauses = 0;
  });
  afterEach(() => server.stop());

  const send = () =>
    openMessenger(server.url, secretOf({ [accountSid]: { authToken: "t" } }), async () => {
      pauses++;
    })(message);

  it("is tried a second time after a pause", async () => {
    server.answers = [
      { status: 503, body: "<html>" },
      { status: 201, body: { sid: "SM9" } },
    ];
    expect(await send()).to.deep.equal({ ok: true, sid: "SM9" });
    expect(pauses).to.equal(1);
  });

  for (const [status, kind] of [
    [429, "throttled"],
    [500, "unavailable"],
  ] as const) {
    it(`is ${kind} when both attempts end in HTTP ${status}`, async () => {
      server.answers = [{ status, body: { code: 20429, message: "Too Many Requests" } }];
      expect(await send()).to.deep.nested.include({ ok: false, "error.kind": kind, "error.code": 20429 });
      expect(server.asked).to.have.length(2);
    });
  }

  it("is unreachable when nobody listens", async () => {
    await server.stop();
    expect(await send()).to.deep.nested.include({ ok: false, "error.kind": "unreachable" });
    server = await testEndpoint();
  });
});
