/** A customer's medium, fetched from Twilio's stand-in, which wants credentials and whose storage wants none. */
import { expect } from "chai";
import { openMediumFetcher } from "../../../handlers/adapters/twilio-media.ts";
import { createClock } from "../../../twin/clock.ts";
import { TwinEvents } from "../../../twin/events.ts";
import { startTwilio, type Twilio } from "../../../twin/outside/twilio/twilio.ts";
import { type PublicEndpoint, publicEndpoint } from "../../support/public-endpoint.ts";
import { accountSid, clientId, restaurantPhone, secretOf } from "../support/fakes.ts";

const phone = "+5511987654321";

describe("A customer's medium", () => {
  let twilio: Twilio;
  let bot: PublicEndpoint;
  let authToken: string;
  beforeEach(async () => {
    bot = await publicEndpoint();
    bot.answer = { status: 200, body: "<Response/>" };
    twilio = await startTwilio({ clock: createClock(), events: new TwinEvents() });
    ({ authToken } = twilio.register({ accountSid, phoneNumber: restaurantPhone, clientId }));
    twilio.connect(bot.internet);
  });
  afterEach(async () => {
    await twilio.stop();
    await bot.stop();
  });

  async function sent(content: Uint8Array): Promise<string> {
    await twilio.customerSays({ clientId, phone, text: "", media: [{ content, contentType: "audio/ogg" }] });
    return twilio.conversation(clientId, phone).messages[0]!.media[0]!.url;
  }
  const fetcher = (token = authToken) =>
    openMediumFetcher(twilio.baseUrlFor("us-east-1"), secretOf({ [accountSid]: { authToken: token } }));

  it("is had with the account's credentials, which its storage never sees", async () => {
    const url = await sent(new Uint8Array([1, 2, 3]));
    const medium = await fetcher()(accountSid, url, 100);
    expect(medium).to.deep.equal({
      ok: true,
      content: new Uint8Array([1, 2, 3]),
      contentType: "audio/ogg",
    });
  });

  it("is refused to somebody else's token", async () => {
    const url = await sent(new Uint8Array([1]));
    expect(await fetcher("wrong")(accountSid, url, 100)).to.deep.nested.include({
      ok: false,
      "error.kind": "unreachable",
    });
  });

  it("is given up when it is larger than allowed", async () => {
    const url = await sent(new Uint8Array(101));
    expect(await fetcher()(accountSid, url, 100)).to.deep.nested.include({ "error.kind": "too_large" });
  });

  it("is never fetched from anywhere but Twilio", async () => {
    for (const url of ["http://169.254.169.254/latest/meta-data", "https://evil.example/x", "no url"])
      expect(await fetcher()(accountSid, url, 100)).to.deep.nested.include({ "error.kind": "refused" });
  });
});
