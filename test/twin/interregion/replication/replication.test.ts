import { expect } from "chai";
import { type Clock, createClock } from "../../../../twin/clock.ts";
import type { Graph } from "../../../../twin/engine/graph.ts";
import { type Replication, startReplication } from "../../../../twin/interregion/replication/replication.ts";
import { createDynamoDb, type DynamoDb } from "../../../../twin/region/dynamodb/dynamodb.ts";
import { tablesIn } from "../../../../twin/region/dynamodb/graph-tables.ts";
import { principalsOf } from "../../../../twin/region/iam/principals.ts";
import { createS3 } from "../../../../twin/region/s3/s3.ts";
import { createSecretsManager } from "../../../../twin/region/secretsmanager/secretsmanager.ts";
import { eventually } from "../../../support/eventually.ts";
import { ACCOUNT, graphOf, PEER, REGION, resource } from "../../region/endpoint/fixture.ts";

const TABLE = "orders";
const LAG = 60_000;

const bucket = (name: string, region: string) => [
  resource("aws:s3/bucket:Bucket", name, { bucket: name }, { region, outputs: { bucket: name } }),
  resource("aws:s3/bucketVersioning:BucketVersioning", `${name}-v`, {
    bucket: name,
    versioningConfiguration: { status: "Enabled" },
  }),
];
const copies = (from: string, to: string, markers: string) =>
  resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", `${from}-r`, {
    bucket: from,
    role: "arn",
    rules: [
      {
        status: "Enabled",
        filter: { prefix: "a/" },
        deleteMarkerReplication: { status: markers },
        destination: { bucket: `arn:aws:s3:::${to}` },
      },
    ],
  });

const graph = graphOf(
  resource("aws:dynamodb/table:Table", TABLE, {
    name: TABLE,
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    replicas: [{ regionName: PEER }],
  }),
  resource("aws:dynamodb/table:Table", "local", {
    name: "local",
    billingMode: "PAY_PER_REQUEST",
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
  }),
  resource("aws:secretsmanager/secret:Secret", "key", { name: "key", replicas: [{ region: PEER }] }),
  ...bucket("here", REGION),
  ...bucket("there", PEER),
  copies("here", "there", "Enabled"),
  copies("there", "here", "Disabled"),
);

interface Parts {
  dark: boolean;
  readonly dynamodb: DynamoDb;
  readonly s3: ReturnType<typeof createS3>;
  readonly secretsManager: ReturnType<typeof createSecretsManager>;
}

async function startParts(clock: Clock, region: string, from: Graph = graph): Promise<Parts> {
  const dynamodb = await createDynamoDb({ region, accountId: ACCOUNT, clock });
  for (const table of tablesIn(from, region)) await dynamodb.createTable(table);
  const principals = principalsOf(from, region);
  return {
    dark: false,
    dynamodb,
    s3: createS3({ graph: from, region, clock, principals }),
    secretsManager: createSecretsManager({ graph: from, region, clock }),
  };
}

describe("Replication between the regions", () => {
  let clock: Clock;
  let here: Parts;
  let there: Parts;
  let replication: Replication;

  beforeEach(async () => {
    clock = createClock();
    here = await startParts(clock, REGION);
    there = await startParts(clock, PEER);
    replication = startReplication({
      graph,
      clock,
      regions: new Map([
        [REGION, here],
        [PEER, there],
      ]),
      lagMs: LAG,
    });
  });
  afterEach(async () => {
    replication.stop();
    await here.dynamodb.close();
    await there.dynamodb.close();
  });

  const call = async (
    parts: Parts,
    service: "dynamodb" | "secretsManager",
    action: string,
    input: object,
  ) => {
    const body = Buffer.from(JSON.stringify(input));
    return JSON.parse(String((await parts[service].service.handle({ action, body } as never)).body));
  };
  const put = (parts: Parts, id: string, value: string, TableName = TABLE) =>
    call(parts, "dynamodb", "PutItem", { TableName, Item: { id: { S: id }, value: { S: value } } });
  const remove = (parts: Parts, id: string) =>
    call(parts, "dynamodb", "DeleteItem", { TableName: TABLE, Key: { id: { S: id } } });
  const value = async (parts: Parts, id: string) =>
    (await parts.dynamodb.item(TABLE, { id: { S: id } }))?.value?.S;
  /** Resolves after whatever had already begun to write there: an item that is absent then was not sent. */
  const settled = async (parts: Parts) => {
    await Promise.resolve();
    await parts.dynamodb.applyReplica({
      table: TABLE,
      key: { id: { S: "settled" } },
      version: { at: 0, region: "" },
    });
  };
  const arrived = () => eventually(() => expect(replication.figures().pending).to.equal(0));
  const pass = async () => {
    clock.advance(LAG + 1_000);
    await arrived();
  };

  describe("of tables", () => {
    it("carries a write after the lag, and not before", async () => {
      await put(here, "1", "new");
      expect(replication.figures()).to.include({ pending: 1, lagMs: LAG, paused: false });
      clock.advance(LAG - 5_000);
      await settled(there);
      expect(await value(there, "1")).to.equal(undefined);
      expect(replication.figures().oldestMs).to.be.within(LAG - 5_000, LAG);
      clock.advance(6_000);
      await arrived();
      expect(await value(there, "1")).to.equal("new");
      expect(replication.figures().oldestMs).to.equal(0);
    });

    it("carries writes and deletes of an item in order, and none back", async () => {
      const seen: (string | undefined)[] = [];
      there.dynamodb.onChange((change) => seen.push(change.after?.value?.S as string | undefined));
      let back = 0;
      Object.assign(here.dynamodb, { applyReplica: () => ++back });
      await put(here, "1", "a");
      await put(here, "1", "b");
      await remove(here, "1");
      await put(here, "1", "c");
      await pass();
      expect(seen).to.deep.equal(["a", "b", undefined, "c"]);
      expect(back).to.equal(0);
    });

    it("lets the later of two concurrent writes win in both regions", async () => {
      await put(here, "1", "earlier");
      clock.advance(10);
      await put(there, "1", "later");
      await put(there, "2", "earlier");
      clock.advance(10);
      await put(here, "2", "later");
      await pass();
      for (const parts of [here, there]) {
        expect(await value(parts, "1")).to.equal("later");
        expect(await value(parts, "2")).to.equal("later");
      }
    });

    it("does not bring back what was deleted later", async () => {
      await put(here, "1", "a");
      await pass();
      await put(here, "1", "b");
      clock.advance(10);
      await remove(there, "1");
      await pass();
      expect(await value(here, "1")).to.equal(undefined);
      expect(await value(there, "1")).to.equal(undefined);
    });

    it("leaves alone what has no replica", async () => {
      await put(here, "1", "x", "local");
      expect(replication.figures().pending).to.equal(0);
    });

    it("carries what was written before it started", async () => {
      replication.stop();
      await put(here, "1", "early");
      replication = startReplication({
        graph,
        clock,
        regions: new Map([
          [REGION, here],
          [PEER, there],
        ]),
        lagMs: 0,
      });
      await eventually(async () => expect(await value(there, "1")).to.equal("early"));
    });

    it("holds everything while it is paused", async () => {
      replication.pause();
      await put(here, "1", "held");
      clock.advance(LAG * 3);
      await settled(there);
      expect(replication.figures()).to.include({ pending: 1, paused: true });
      expect(await value(there, "1")).to.equal(undefined);
      replication.resume();
      await arrived();
      expect(await value(there, "1")).to.equal("held");
    });

    it("follows a changed lag at once", async () => {
      await put(here, "1", "soon");
      replication.setLag(0);
      await arrived();
      expect(await value(there, "1")).to.equal("soon");
    });

    for (const [which, darken] of [
      ["sends", () => here],
      ["receives", () => there],
    ] as const) {
      it(`catches up when the region that ${which} was dark`, async () => {
        darken().dark = true;
        await put(here, "1", "unsent");
        clock.advance(LAG * 3);
        await settled(there);
        expect(replication.figures().pending).to.equal(1);
        expect(await value(there, "1")).to.equal(undefined);
        darken().dark = false;
        await eventually(async () => {
          clock.advance(1_000);
          expect(await value(there, "1")).to.equal("unsent");
        });
      });
    }

    it("keeps a newer write over what a returning region sends late", async () => {
      here.dark = true;
      await put(here, "1", "before the failure");
      clock.advance(1_000);
      await put(there, "1", "after the failover");
      clock.advance(LAG * 2);
      here.dark = false;
      await eventually(() => {
        clock.advance(1_000);
        expect(replication.figures().pending).to.equal(0);
      });
      expect(await value(here, "1")).to.equal("after the failover");
      expect(await value(there, "1")).to.equal("after the failover");
    });
  });

  describe("of secrets", () => {
    it("gives the replica the primary's current and previous values", async () => {
      for (const SecretString of ["one", "two"]) {
        await call(here, "secretsManager", "PutSecretValue", { SecretId: "key", SecretString });
      }
      await pass();
      const read = (VersionStage: string) =>
        call(there, "secretsManager", "GetSecretValue", { SecretId: "key", VersionStage });
      expect((await read("AWSCURRENT")).SecretString).to.equal("two");
      expect((await read("AWSPREVIOUS")).SecretString).to.equal("one");
    });

    it("says whether the replica has what the primary has", async () => {
      const status = async () =>
        (await call(here, "secretsManager", "DescribeSecret", { SecretId: "key" })).ReplicationStatus[0]
          .Status;
      await call(here, "secretsManager", "PutSecretValue", { SecretId: "key", SecretString: "new" });
      expect(await status()).to.equal("InProgress");
      await pass();
      expect(await status()).to.equal("InSync");
    });
  });

  describe("of buckets", () => {
    const object = (parts: Parts, method: string, path: string, text = "", query = {}) =>
      parts.s3.service.handle({
        method,
        path,
        query: new URLSearchParams(query),
        headers: {},
        body: Buffer.from(text),
      } as never);
    const stored = (parts: Parts, name: string) =>
      parts.s3.versions(name).map((v) => [v.key, v.deleteMarker ? "deleted" : v.content.toString()]);

    it("copies new objects both ways with their version ids, and no copies of copies", async () => {
      await object(here, "PUT", "/here/a/1", "from here");
      await object(there, "PUT", "/there/a/2", "from there");
      await object(here, "PUT", "/here/b/1", "outside the rule's prefix");
      await pass();
      expect(stored(there, "there")).to.have.deep.members([
        ["a/1", "from here"],
        ["a/2", "from there"],
      ]);
      const ids = (parts: Parts, name: string) =>
        parts.s3.versions(name).find((v) => v.key === "a/1")?.versionId;
      expect(ids(there, "there")).to.equal(ids(here, "here"));
      const status = (parts: Parts, name: string) =>
        parts.s3.versions(name).find((v) => v.key === "a/1")?.replication;
      expect([status(here, "here"), status(there, "there")]).to.deep.equal(["COMPLETED", "REPLICA"]);
    });

    it("copies nothing that was deleted for good meanwhile", async () => {
      await object(here, "PUT", "/here/a/1", "gone");
      await object(here, "PUT", "/here/a/2", "stays");
      const { versionId = "" } = here.s3.versions("here").find(({ key }) => key === "a/1") ?? {};
      await object(here, "DELETE", "/here/a/1", "", { versionId });
      await pass();
      expect(stored(there, "there")).to.deep.equal([["a/2", "stays"]]);
    });

    it("copies a delete marker only where the rule says so", async () => {
      await object(here, "PUT", "/here/a/1", "x");
      await object(there, "PUT", "/there/a/2", "y");
      await pass();
      await object(here, "DELETE", "/here/a/1");
      await object(there, "DELETE", "/there/a/2");
      await pass();
      expect(stored(there, "there")).to.deep.include(["a/1", "deleted"]);
      expect(stored(here, "here")).not.to.deep.include(["a/2", "deleted"]);
    });
  });
});
