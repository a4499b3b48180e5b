import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CancelRotateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import { createSecretsManager } from "../../../../twin/region/secretsmanager/secretsmanager.ts";
import {
  ACCOUNT,
  type Account,
  graphOf,
  PEER,
  REGION,
  refusal,
  resource,
  role,
  startAccount,
} from "../endpoint/fixture.ts";

const ARN = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:app/twilio-AbCdEf`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;
const secret = (name: string, inputs = {}, arn?: string) =>
  resource("aws:secretsmanager/secret:Secret", name, { name, ...inputs }, { outputs: { name, arn } });

const graph = graphOf(
  secret("app/twilio", { replicas: [{ region: PEER }], description: "Twilio" }, ARN),
  secret("app/locked", { kmsKeyId: KEY }),
  secret("app/written"),
  resource("aws:secretsmanager/secretVersion:SecretVersion", "v", {
    secretId: "app/written",
    secretString: "from the program",
  }),
  ...role("reader", ["secretsmanager:GetSecretValue", `${ARN.slice(0, -6)}??????`]),
  ...role("keyless", ["secretsmanager:*", "*"]),
);

describe("Secrets Manager, through the SDK", () => {
  let account: Account;
  let client: SecretsManagerClient;
  const start = async (region = REGION) => {
    const { service } = createSecretsManager({ graph, region, clock: createClock() });
    account = await startAccount(graph, [service], region);
    client = new SecretsManagerClient(account.client());
  };
  beforeEach(() => start());
  afterEach(async () => {
    client.destroy();
    await account.endpoint.close();
  });

  const put = (SecretString: string, more = {}) =>
    client.send(new PutSecretValueCommand({ SecretId: "app/twilio", SecretString, ...more }));
  const get = async (more: Partial<GetSecretValueCommandInput> = {}) =>
    (await client.send(new GetSecretValueCommand({ SecretId: "app/twilio", ...more }))).SecretString;

  it("gives the current value by name, by ARN and by ARN without its suffix", async () => {
    await put("one");
    for (const SecretId of ["app/twilio", ARN, ARN.slice(0, -7)]) {
      expect(await get({ SecretId }), SecretId).to.equal("one");
    }
  });

  it("has no value before somebody writes one", async () => {
    const error = await refusal(get());
    expect(error.name).to.equal("ResourceNotFoundException");
    expect(error.message).to.equal(
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    );
  });

  it("keeps the replaced value as the previous one, and forgets what has no label", async () => {
    for (const value of ["one", "two", "three"]) await put(value);
    expect(await get()).to.equal("three");
    expect(await get({ VersionStage: "AWSPREVIOUS" })).to.equal("two");
    const { Versions } = await client.send(new ListSecretVersionIdsCommand({ SecretId: "app/twilio" }));
    expect(Versions).to.have.length(2);
  });

  it("rotates: a pending value becomes the current one when its label moves", async () => {
    const first = await put("old");
    const pending = await put("new", { VersionStages: ["AWSPENDING"] });
    expect(await get()).to.equal("old");
    expect(await get({ VersionStage: "AWSPENDING" })).to.equal("new");
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: "app/twilio",
        VersionStage: "AWSCURRENT",
        RemoveFromVersionId: first.VersionId,
        MoveToVersionId: pending.VersionId,
      }),
    );
    expect(await get()).to.equal("new");
    expect(await get({ VersionStage: "AWSPREVIOUS" })).to.equal("old");
    expect(await get({ VersionId: first.VersionId })).to.equal("old");
  });

  it("refuses to move a label from a version that does not have it", async () => {
    const first = await put("one");
    const second = await put("two");
    const error = await refusal(
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: "app/twilio",
          VersionStage: "AWSCURRENT",
          RemoveFromVersionId: "0".repeat(32),
          MoveToVersionId: first.VersionId,
        }),
      ),
    );
    expect(error.name).to.equal("InvalidParameterException");
    expect(error.message).to.contain(second.VersionId);
    expect(await get()).to.equal("two");
  });

  it("leaves the labels alone when the current version is made current again", async () => {
    await put("one");
    const { VersionId } = await put("two");
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: "app/twilio",
        VersionStage: "AWSCURRENT",
        RemoveFromVersionId: VersionId,
        MoveToVersionId: VersionId,
      }),
    );
    expect(await get({ VersionStage: "AWSPREVIOUS" })).to.equal("one");
    expect(await get()).to.equal("two");
  });

  it("takes a repeated token once, and refuses it for another value", async () => {
    const ClientRequestToken = "a".repeat(32);
    await put("one", { ClientRequestToken });
    await put("two");
    await put("one", { ClientRequestToken });
    expect(await get()).to.equal("two");
    const error = await refusal(put("three", { ClientRequestToken }));
    expect(error.name).to.equal("ResourceExistsException");
  });

  it("keeps bytes", async () => {
    await client.send(
      new PutSecretValueCommand({ SecretId: "app/twilio", SecretBinary: new Uint8Array([0, 255]) }),
    );
    const { SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: "app/twilio" }));
    expect([...(SecretBinary ?? [])]).to.deep.equal([0, 255]);
  });

  it("describes the secret, its replicas and labels", async () => {
    const { VersionId } = await put("one");
    const described = await client.send(new DescribeSecretCommand({ SecretId: "app/twilio" }));
    expect(described).to.deep.include({
      ARN,
      Name: "app/twilio",
      Description: "Twilio",
      PrimaryRegion: REGION,
      VersionIdsToStages: { [String(VersionId)]: ["AWSCURRENT"] },
    });
    expect(described.ReplicationStatus?.map((r) => r.Region)).to.deep.equal([PEER]);
  });

  it("starts with what the program itself wrote", async () => {
    expect(await get({ SecretId: "app/written" })).to.equal("from the program");
  });

  it("checks the ARN with its suffix, and the secret's own key", async () => {
    await put("one");
    const reader = new SecretsManagerClient(account.client("reader"));
    const keyless = new SecretsManagerClient(account.client("keyless"));
    const read = (as: SecretsManagerClient, SecretId: string) =>
      as.send(new GetSecretValueCommand({ SecretId }));
    expect((await read(reader, "app/twilio")).SecretString).to.equal("one");
    const denied = await refusal(read(reader, "app/written"));
    const locked = await refusal(read(keyless, "app/locked"));
    reader.destroy();
    keyless.destroy();
    expect(denied.name).to.equal("AccessDeniedException");
    expect(locked.message).to.contain(`kms:Decrypt on resource: ${KEY}`);
  });

  it("names a secret that does not exist, and a call that it does not serve", async () => {
    const missing = await refusal(get({ SecretId: "app/none" }));
    expect(missing.message).to.equal("Secrets Manager can't find the specified secret.");
    const unserved = await refusal(client.send(new CancelRotateSecretCommand({ SecretId: "app/twilio" })));
    expect(unserved.message).to.contain("does not serve CancelRotateSecret");
  });

  it("refuses to write into a replica, as AWS does", async () => {
    client.destroy();
    await account.endpoint.close();
    await start(PEER);
    const error = await refusal(put("one"));
    expect(error.name).to.equal("InvalidRequestException");
    expect(error.message).to.contain("Operation not permitted on a replica secret");
    const { ARN: arn } = await client.send(new DescribeSecretCommand({ SecretId: "app/twilio" }));
    expect(arn).to.equal(ARN.replace(REGION, PEER));
  });
});

describe("Secrets on disk", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), "secrets-"));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const open = () => createSecretsManager({ graph, region: REGION, clock: createClock(), dataDir: dir });
  const handle = async (manager: ReturnType<typeof open>, action: string, input: object) =>
    JSON.parse(
      String(
        (await manager.service.handle({ action, body: Buffer.from(JSON.stringify(input)) } as never)).body,
      ),
    );

  it("keep their values from one start to the next, before what the program says", async () => {
    for (const SecretString of ["once", "by an operator"]) {
      await handle(open(), "PutSecretValue", { SecretId: "app/written", SecretString });
    }
    const { SecretString } = await handle(open(), "GetSecretValue", { SecretId: "app/written" });
    expect(SecretString).to.equal("by an operator");
  });

  it("say which file is corrupt", async () => {
    await writeFile(path.join(dir, "secrets.json"), "{");
    expect(open).to.throw(`The secrets in ${path.join(dir, "secrets.json")} cannot be read`);
    await writeFile(path.join(dir, "secrets.json"), '{"app/written":[{"id":1}]}');
    expect(open).to.throw("app/written.0.id");
  });
});
