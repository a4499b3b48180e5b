/** The four steps of a rotation, against the stand-ins of Twilio and Asaas. */
import { expect } from "chai";
import { openAsaasWebhooks } from "../../../handlers/adapters/asaas-webhooks.ts";
import { openTwilioTokens, type TwilioTokens } from "../../../handlers/adapters/twilio-tokens.ts";
import { type Rotated, rotationHandler } from "../../../handlers/operations/rotate.ts";
import { asaasProvider } from "../../../handlers/operations/rotate-asaas.ts";
import { posProvider } from "../../../handlers/operations/rotate-pos.ts";
import { twilioProvider } from "../../../handlers/operations/rotate-twilio.ts";
import { AsaasSecret, PosSecret, TwilioSecret } from "../../../handlers/shared/secrets.ts";
import { createClock } from "../../../twin/clock.ts";
import { TwinEvents } from "../../../twin/events.ts";
import { type Asaas, startAsaas } from "../../../twin/outside/asaas/asaas.ts";
import { startTwilio, type Twilio } from "../../../twin/outside/twilio/twilio.ts";
import { accountSid, clientId, invocation, restaurantPhone, testLog } from "../support/fakes.ts";
import { memorySecret, secretArn } from "../support/secret-versions.ts";

const steps = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;
type Step = (typeof steps)[number];
const otherSid = `AC${"b".repeat(32)}`;

// biome-ignore lint/suspicious/noExplicitAny: each secret has entries of its own shape.
function rotation(secret: ReturnType<typeof memorySecret>, rotated: Rotated<any>) {
  const { log, entries } = testLog();
  const handler = rotationHandler({
    secrets: { "chatbot/it": rotated },
    versions: secret.versions,
    pause: async () => {},
    log,
  });
  let token = secret.begin();
  const run = (Step: Step, remainingMs?: number) =>
    handler({ SecretId: secretArn("chatbot/it"), ClientRequestToken: token, Step }, invocation(remainingMs));
  return {
    run,
    async all() {
      for (const step of steps) await run(step);
    },
    /** A new rotation, whatever became of the last. */
    anew() {
      token = secret.begin();
    },
    problem: (step: Step, remainingMs?: number) =>
      run(step, remainingMs).then(
        () => "went well",
        (error: Error) => error.message,
      ),
    errors: () =>
      entries.filter(({ level }) => level === "error").map(({ message, data }) => [data?.entry, message]),
    messages: () => entries.map(({ message }) => message),
    handler,
  };
}

describe("The rotation of Twilio's tokens", () => {
  let twilio: Twilio;
  let tokens: TwilioTokens;
  let old: string;
  beforeEach(async () => {
    twilio = await startTwilio({ clock: createClock(), events: new TwinEvents() });
    old = twilio.register({ accountSid, phoneNumber: restaurantPhone, clientId }).authToken;
    tokens = openTwilioTokens({ apiUrl: twilio.baseUrl, accountsUrl: twilio.baseUrl });
  });
  afterEach(() => twilio.stop());
  const start = (secret: ReturnType<typeof memorySecret>, use = tokens) =>
    rotation(secret, { schema: TwilioSecret, provider: twilioProvider(use) });
  const primary = () => twilio.authToken(accountSid);
  const valid = async (token: string) => {
    const result = await tokens.isValid({ accountSid, token });
    return result.ok && result.value;
  };

  it("has two good tokens while it lasts and one in the end, and readers know whichever Twilio uses", async () => {
    const secret = memorySecret({ [accountSid]: { authToken: old } });
    const { run } = start(secret);
    await run("createSecret");
    expect([primary(), secret.current()]).to.deep.equal([old, { [accountSid]: { authToken: old } }]);

    await run("setSecret");
    const next = primary();
    expect(next).not.to.equal(old);
    expect(secret.current()).to.deep.equal({ [accountSid]: { authToken: old, nextAuthToken: next } });

    await run("testSecret");
    await run("finishSecret");
    expect(secret.current()).to.deep.equal({ [accountSid]: { authToken: next } });
    expect([await valid(next), await valid(old)]).to.deep.equal([true, false]);
  });

  it("does no harm when each step is repeated", async () => {
    const secret = memorySecret({ [accountSid]: { authToken: old } });
    const { run } = start(secret);
    for (const step of steps) {
      await run(step);
      await run(step);
    }
    expect(secret.current()).to.deep.equal({ [accountSid]: { authToken: primary() } });
  });

  it("goes on where the answer to the promotion was lost", async () => {
    const secret = memorySecret({ [accountSid]: { authToken: old } });
    const lost: TwilioTokens = {
      ...tokens,
      async promoteSecondary(account) {
        await tokens.promoteSecondary(account);
        return {
          ok: false,
          error: { kind: "unavailable", message: "POST /v1/AuthTokens/Promote had no answer." },
        };
      },
    };
    const { run, problem, errors } = start(secret, lost);
    await run("createSecret");
    expect(await problem("setSecret")).to.match(
      /^Not every entry of secret chatbot\/it could be changed over/,
    );
    expect(errors()).to.have.length(1);
    await run("setSecret");
    await run("testSecret");
    await run("finishSecret");
    expect(secret.current()).to.deep.equal({ [accountSid]: { authToken: primary() } });
  });

  it("changes nothing over before the other region knows both tokens", async () => {
    const secret = memorySecret({ [accountSid]: { authToken: old } });
    const { run, problem } = start(secret);
    await run("createSecret");
    secret.inSync = false;
    expect(await problem("setSecret", 1_000)).to.match(/is not in sync with its replica/);
    expect([primary(), await valid(secret.current()[accountSid].nextAuthToken)]).to.deep.equal([old, true]);
    secret.inSync = true;
    await run("setSecret");
    expect(primary()).to.equal(secret.current()[accountSid].nextAuthToken);
  });

  it("leaves an account alone whose token is wrong, and says so", async () => {
    const secret = memorySecret({ [accountSid]: { authToken: old }, [otherSid]: { authToken: "wrong" } });
    const { all, errors } = start(secret);
    await all();
    expect(secret.current()).to.deep.equal({
      [accountSid]: { authToken: primary() },
      [otherSid]: { authToken: "wrong" },
    });
    expect(errors()).to.deep.equal([
      [
        otherSid,
        `An entry of secret chatbot/it could not be rotated. No token in the secret is account ${otherSid}'s: write its auth token.`,
      ],
    ]);
  });

  it("fails as a whole when no account plays along", async () => {
    const { problem } = start(memorySecret({ [accountSid]: { authToken: "wrong" } }));
    expect(await problem("createSecret")).to.equal(
      "No entry of secret chatbot/it could be renewed; the log says why for each.",
    );
  });

  for (const until of ["createSecret", "setSecret"] as const)
    it(`starts anew after one that ended with ${until}`, async () => {
      const secret = memorySecret({ [accountSid]: { authToken: old } });
      const { run, anew, all } = start(secret);
      await run("createSecret");
      if (until === "setSecret") await run("setSecret");
      anew();
      await all();
      expect(secret.current()).to.deep.equal({ [accountSid]: { authToken: primary() } });
    });

  it("does not finish over what an operator added meanwhile", async () => {
    const secret = memorySecret({ [accountSid]: { authToken: old } });
    const { run, problem } = start(secret);
    await run("createSecret");
    await run("setSecret");
    secret.write({ ...secret.current(), [otherSid]: { authToken: "t" } });
    expect(await problem("finishSecret")).to.match(
      new RegExp(`^Somebody added ${otherSid} to secret chatbot/it`),
    );
    expect(secret.current()).to.have.property(otherSid);
  });
});

describe("The rotation of Asaas's webhook tokens", () => {
  let asaas: Asaas;
  let old: { readonly apiKey: string; readonly webhookToken: string };
  beforeEach(async () => {
    asaas = await startAsaas({ clock: createClock(), events: new TwinEvents() });
    const { apiKey, webhookToken } = asaas.register({ clientId });
    old = { apiKey, webhookToken };
    asaas.connect({ publicHost: "api.test.example", resolve: async () => undefined });
  });
  afterEach(() => asaas.stop());
  const start = (secret: ReturnType<typeof memorySecret>) =>
    rotation(secret, {
      schema: AsaasSecret,
      provider: asaasProvider(
        (apiKey) => openAsaasWebhooks({ baseUrl: asaas.baseUrl, apiKey, signal: AbortSignal.timeout(5_000) }),
        (tenant) => `https://api.test.example/webhook/asaas/${tenant}`,
      ),
    });
  const used = () => asaas.credentials(clientId).webhookToken;

  it("accepts both tokens before Asaas sends the new one, and keeps the API key", async () => {
    const secret = memorySecret({ [clientId]: old });
    const { run } = start(secret);
    await run("createSecret");
    expect(used()).to.equal(old.webhookToken);
    await run("setSecret");
    expect(used()).not.to.equal(old.webhookToken);
    expect(secret.current()).to.deep.equal({ [clientId]: { ...old, nextWebhookToken: used() } });
    await run("testSecret");
    await run("finishSecret");
    expect(secret.current()).to.deep.equal({ [clientId]: { apiKey: old.apiKey, webhookToken: used() } });
  });

  it("settles what an unfinished one left before it goes on", async () => {
    const secret = memorySecret({ [clientId]: { ...old, nextWebhookToken: "n".repeat(64) } });
    const { run } = start(secret);
    await run("createSecret");
    expect(used()).to.equal("n".repeat(64));
    await run("setSecret");
    expect(secret.current()[clientId]).to.deep.equal({
      ...old,
      webhookToken: "n".repeat(64),
      nextWebhookToken: used(),
    });
  });

  it("leaves a tenant alone that has no webhook at Asaas", async () => {
    const other = asaas.register({ clientId: "client_sem_webhook" });
    const without = { apiKey: other.apiKey, webhookToken: other.webhookToken };
    const secret = memorySecret({ [clientId]: old, client_sem_webhook: without });
    const { all, errors } = start(secret);
    await all();
    expect(secret.current().client_sem_webhook).to.deep.equal(without);
    expect(errors().map(([entry]) => entry)).to.deep.equal(["client_sem_webhook"]);
  });
});

describe("The rotation of the points of sale's keys", () => {
  it("keeps the key before good until the next time", async () => {
    const secret = memorySecret({ [clientId]: { apiKey: "first" } });
    const { all, anew } = rotation(secret, { schema: PosSecret, provider: posProvider });
    await all();
    const second = secret.current()[clientId].apiKey;
    expect(secret.current()[clientId]).to.deep.equal({ apiKey: second, previousApiKey: "first" });
    anew();
    await all();
    expect(secret.current()[clientId].previousApiKey).to.equal(second);
  });
});

describe("The rotation", () => {
  const of = (value: object) => rotation(memorySecret(value), { schema: PosSecret, provider: posProvider });

  it("refuses what Secrets Manager did not start", async () => {
    const { handler } = of({});
    const problem = (event: unknown) =>
      handler(event, invocation()).then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await problem({ action: "rotate" })).to.equal(
      "The event is no step of a rotation: let Secrets Manager start it.",
    );
    const event = { ClientRequestToken: "never", Step: "createSecret" };
    expect(await problem({ ...event, SecretId: secretArn("chatbot/it") })).to.equal(
      "Version never of secret chatbot/it is not there: start a rotation anew.",
    );
    expect(await problem({ ...event, SecretId: secretArn("other/it") })).to.equal(
      "Nobody knows how to rotate secret other/it.",
    );
  });

  for (const [what, secret] of [
    ["a secret that has a value", memorySecret({ [clientId]: { apiKey: "k".repeat(32) } })],
    ["a secret that nobody has written yet", memorySecret()],
  ] as const)
    it(`goes well as Secrets Manager tries it out on ${what}, and changes nothing`, async () => {
      const before = secret.values();
      const { run, errors, messages } = rotation(secret, { schema: PosSecret, provider: posProvider });
      await run("testSecret");
      expect(errors()).to.deep.equal([]);
      expect(messages()[0]).to.match(/^Version \S+ of secret chatbot\/it has no value: this is a trial\.$/);
      expect(secret.values()).to.deep.equal(before);
    });

  it("never writes a value into the log or an error", async () => {
    const { problem } = of({ [clientId]: { apiKey: 7 } });
    expect(await problem("createSecret")).to.equal(
      "Secret chatbot/it is malformed. Write it in the shape of handlers/shared/secrets.ts.",
    );
  });
});
