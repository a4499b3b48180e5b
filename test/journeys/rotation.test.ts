import { setTimeout as pause } from "node:timers/promises";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { customer } from "../../twin/outside/customer.ts";
import { startTwin, type Twin } from "../../twin/twin.ts";
import { eventually } from "../support/eventually.ts";
import { nextPhone, sharedTwin } from "../support/shared-twin.ts";

const clientId = "client_bella_napoli";

describe("a rotation while customers write and pay", function () {
  this.timeout(120_000);
  let twin: Twin;
  const clients = new Map<string, SecretsManagerClient>();
  before(async () => {
    twin = await sharedTwin();
    for (const [name, { endpoint, operator }] of twin.regions)
      clients.set(name, new SecretsManagerClient({ region: name, endpoint, credentials: operator }));
  });
  after(() => {
    for (const client of clients.values()) client.destroy();
  });

  const read = async (secret: string, region = "us-east-1") => {
    const { SecretString } = await clients
      .get(region)!
      .send(new GetSecretValueCommand({ SecretId: `chatbot/${secret}` }));
    return JSON.parse(SecretString!);
  };
  /** Does `work` again and again until the rotation has ended; says whether it has. */
  async function rotateWhile(secret: string, work: () => Promise<void>): Promise<void> {
    const { rotations } = twin.regions.get("us-east-1")!.secretsManager;
    const SecretId = `chatbot/${secret}`;
    const { VersionId } = await clients.get("us-east-1")!.send(new RotateSecretCommand({ SecretId }));
    let over = false;
    const ended = rotations.idle().finally(() => {
      over = true;
    });
    while (!over) {
      await work();
      await pause(150);
    }
    await ended;
    await work();
    const { VersionIdsToStages } = await clients
      .get("us-east-1")!
      .send(new DescribeSecretCommand({ SecretId }));
    expect(VersionIdsToStages?.[VersionId!], "the rotation finished").to.include("AWSCURRENT");
  }

  it("is tried out for each secret when it is configured, and does not fail", async () => {
    const own = await startTwin();
    try {
      const { secretsManager, logs } = own.regions.get("us-east-1")!;
      await secretsManager.rotations.idle();
      const lines = logs()
        .filter(({ logGroup }) => logGroup === "/aws/lambda/chatbot-Rotation")
        .map(({ line }) => JSON.parse(line) as { readonly level?: string; readonly message?: string });
      for (const secret of ["twilio", "asaas", "pos"])
        expect(lines.map(({ message }) => message)).to.include(
          `Rotation of chatbot/${secret}: testSecret is done.`,
        );
      expect(lines.filter(({ level }) => level === "ERROR")).to.deep.equal([]);
    } finally {
      await own.stop();
    }
  });

  it("of Twilio's tokens loses no message and no answer", async () => {
    const { accountSid } = twin.tenants.find((tenant) => tenant.clientId === clientId)!.twilioConfig;
    const before = twin.twilio.authToken(accountSid);
    const answered: Promise<unknown>[] = [];
    await rotateWhile("twilio", async () => {
      const { twilio, events } = twin;
      const client = customer({ twilio, events, clientId, phone: nextPhone() });
      const { httpStatus } = await client.say("Oi!");
      expect(httpStatus, "Twilio's webhook").to.equal(200);
      answered.push(client.hears(() => true, 30_000));
    });
    expect((await Promise.all(answered)).length).to.be.above(5);
    const after = twin.twilio.authToken(accountSid);
    expect(after).not.to.equal(before);
    expect((await read("twilio"))[accountSid]).to.deep.equal({ authToken: after });
    await eventually(async () =>
      expect((await read("twilio", "sa-east-1"))[accountSid].authToken).to.equal(after),
    );
  });

  it("of Asaas's tokens loses no event", async () => {
    const { asaas } = twin;
    const before = asaas.credentials(clientId);
    const headers = { access_token: before.apiKey, "content-type": "application/json" };
    const post = async (path: string, body: object) =>
      (await (
        await fetch(`${asaas.baseUrl}${path}`, { method: "POST", headers, body: JSON.stringify(body) })
      ).json()) as { id: string };
    const payer = await post("/customers", { name: "Maria" });
    const sentBefore = asaas.webhooks().find((queue) => queue.clientId === clientId)!.deliveries.length;
    const old = before.webhookToken;
    await rotateWhile("asaas", async () => {
      await post("/payments", {
        customer: payer.id,
        billingType: "PIX",
        value: 10,
        dueDate: new Date(twin.clock.now()).toLocaleDateString("en-CA", { timeZone: "America/Sao_Paulo" }),
      });
    });
    const queue = await eventually(() => {
      const found = asaas.webhooks().find((one) => one.clientId === clientId)!;
      expect(found.pending).to.deep.equal([]);
      return found;
    }, 20_000);
    const statuses = queue.deliveries.slice(sentBefore).map(({ httpStatus }) => httpStatus);
    expect(statuses.length).to.be.above(5);
    expect(new Set(statuses)).to.deep.equal(new Set([200]));
    const { webhookToken } = asaas.credentials(clientId);
    expect(webhookToken).not.to.equal(old);
    expect((await read("asaas"))[clientId]).to.deep.equal({ apiKey: before.apiKey, webhookToken });
  });
});
