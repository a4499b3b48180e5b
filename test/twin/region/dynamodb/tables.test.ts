import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import { createDynamoDb } from "../../../../twin/region/dynamodb/dynamodb.ts";
import { replicatedTables, tableItemsIn, tablesIn } from "../../../../twin/region/dynamodb/graph-tables.ts";
import { eventually } from "../../../support/eventually.ts";
import { ACCOUNT, graphOf, PEER, REGION, refusal, resource } from "../endpoint/fixture.ts";
import { counters, events, startTables } from "./tables.ts";

describe("DynamoDB tables", () => {
  it("describe themselves with the region's ARN, indexes and time to live", async () => {
    const { documents, stop } = await startTables();
    const { Table } = await documents.send(new DescribeTableCommand({ TableName: events.name }));
    const { TimeToLiveDescription } = await documents.send(
      new DescribeTimeToLiveCommand({ TableName: events.name }),
    );
    const { TableNames } = await documents.send(new ListTablesCommand({}));
    await stop();
    expect(Table?.TableArn).to.equal(`arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/shop-events`);
    expect(Table?.TableStatus).to.equal("ACTIVE");
    expect(Table?.GlobalSecondaryIndexes?.[0]?.IndexArn).to.match(/shop-events\/index\/KindIndex$/);
    expect(TimeToLiveDescription).to.deep.equal({ TimeToLiveStatus: "ENABLED", AttributeName: "ttl" });
    expect(TableNames).to.deep.equal([counters.name, events.name]);
  });

  it("are created by the program alone", async () => {
    const { documents, stop } = await startTables();
    const error = await refusal(
      documents.send(
        new CreateTableCommand({
          TableName: "another",
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        }),
      ),
    );
    await stop();
    expect(error.message).to.contain("CreateTable").and.to.contain("change the program");
  });

  it("refuse a declaration that AWS refuses, by name", async () => {
    const dynamo = await createDynamoDb({ region: REGION, accountId: ACCOUNT, clock: createClock() });
    const undefinedKey = await refusal(dynamo.createTable({ ...counters, hashKey: "nothing" }));
    const unused = await refusal(
      dynamo.createTable({ ...events, attributes: [...events.attributes, { name: "extra", type: "S" }] }),
    );
    await dynamo.close();
    expect(undefinedKey.message).to.match(/^The table shop-counters cannot be created: .*nothing/);
    expect(unused.message).to.contain("extra, which no key uses");
  });

  it("let an expired item go, and keep a renewed one", async () => {
    const { dynamo, clock, documents, stop } = await startTables();
    const soon = Math.floor(clock.now() / 1000) + 30;
    const put = (at: number, ttl: unknown) =>
      documents.send(new PutCommand({ TableName: events.name, Item: { tenant: "a", at, ttl } }));
    await put(1, soon);
    await put(2, soon + 3600);
    await put(3, String(soon));
    await put(4, soon - 6 * 365 * 24 * 3600);
    const sources: string[] = [];
    dynamo.onChange((change) => sources.push(change.source));
    clock.advance(61_000);
    await eventually(async () => {
      const left = (await dynamo.scan(events.name)).map((i) => i.at?.N);
      expect(left).to.have.members(["2", "3", "4"]);
    });
    await stop();
    expect(sources).to.deep.equal(["ttl"]);
  });

  it("do not lose an item that was renewed while it was being swept", async () => {
    const { dynamo, clock, documents, stop } = await startTables();
    const put = (at: number, ttl: number) =>
      documents.send(new PutCommand({ TableName: events.name, Item: { tenant: "a", at, ttl } }));
    const soon = Math.floor(clock.now() / 1000) + 30;
    await put(1, soon);
    await put(2, soon);
    clock.advance(61_000);
    await dynamo.seed(events.name, { tenant: { S: "a" }, at: { N: "1" }, ttl: { N: String(soon + 3600) } });
    await eventually(async () => {
      expect((await dynamo.scan(events.name)).map((i) => i.at?.N)).not.to.include("2");
    });
    const left = (await dynamo.scan(events.name)).map((i) => i.at?.N);
    await stop();
    expect(left).to.deep.equal(["1"]);
  });

  it("write later than what another region wrote, even if its clock is ahead", async () => {
    const { dynamo, clock, documents, stop } = await startTables();
    const ahead = { at: (clock.now() + 3_600_000) * 1000, region: PEER };
    const key = { id: { S: "x" } };
    await dynamo.applyReplica({ table: counters.name, key, item: key, version: ahead });
    await documents.send(new PutCommand({ TableName: counters.name, Item: { id: "x", mine: true } }));
    const again = await dynamo.applyReplica({ table: counters.name, key, item: key, version: ahead });
    const stored = await dynamo.item(counters.name, key);
    await stop();
    expect(again).to.equal(false);
    expect(stored).to.have.property("mine");
  });

  describe("on disk", () => {
    let dir: string;
    beforeEach(async () => {
      dir = await mkdtemp(path.join(tmpdir(), "tables-"));
    });
    afterEach(() => rm(dir, { recursive: true }));

    const open = (dataDir = dir) =>
      createDynamoDb({ region: REGION, accountId: ACCOUNT, clock: createClock(), dataDir });

    it("keep their items from one start to the next", async () => {
      const first = await open();
      await first.createTable(counters);
      await first.seed(counters.name, { id: { S: "x" }, n: { N: "7" } });
      await first.close();
      const second = await open();
      await second.createTable(counters);
      const items = await second.scan(counters.name);
      await second.close();
      expect(items).to.deep.equal([{ id: { S: "x" }, n: { N: "7" } }]);
    });

    it("keep what became of a declared item until the program declares another", async () => {
      const start = async (declared: string) => {
        const dynamo = await open();
        await dynamo.createTable(counters);
        await dynamo.seed(counters.name, { id: { S: "x" }, text: { S: declared } });
        return dynamo;
      };
      const text = async (dynamo: Awaited<ReturnType<typeof start>>) =>
        (await dynamo.item(counters.name, { id: { S: "x" } }))?.text?.S;
      const first = await start("declared");
      await first.applyReplica({
        table: counters.name,
        key: { id: { S: "x" } },
        item: { id: { S: "x" }, text: { S: "changed" } },
        version: { at: Number.MAX_SAFE_INTEGER - 10, region: PEER },
      });
      await first.close();
      const second = await start("declared");
      expect(await text(second)).to.equal("changed");
      await second.close();
      const third = await start("declared anew");
      expect(await text(third)).to.equal("declared anew");
      await third.close();
    });

    it("fill an index that the program has added since", async () => {
      const first = await open();
      await first.createTable({
        ...events,
        globalSecondaryIndexes: [],
        attributes: events.attributes.slice(0, 2),
      });
      await first.seed(events.name, { tenant: { S: "a" }, at: { N: "1" }, kind: { S: "sale" } });
      await first.close();
      const second = await open();
      await second.createTable(events);
      const reply = await second.service.handle({
        action: "Query",
        body: Buffer.from(
          JSON.stringify({
            TableName: events.name,
            IndexName: "KindIndex",
            KeyConditionExpression: "kind = :k",
            ExpressionAttributeValues: { ":k": { S: "sale" } },
          }),
        ),
      } as never);
      await second.close();
      expect(JSON.parse(String(reply.body)).Count).to.equal(1);
    });

    it("refuse to open for a program with another key", async () => {
      const first = await open();
      await first.createTable(counters);
      await first.close();
      const second = await open();
      const error = await refusal(
        second.createTable({ ...counters, hashKey: "other", attributes: [{ name: "other", type: "S" }] }),
      );
      await second.close();
      expect(error.message).to.contain("has the key id (S)").and.to.contain("other (S)");
    });

    it("say so when another twin has them open", async () => {
      const first = await open();
      const error = await refusal(open());
      await first.close();
      expect(error.message).to.contain(dir).and.to.contain("in use by another running twin");
    });

    it("say so when the folder is corrupt", async () => {
      const first = await open();
      await first.createTable(counters);
      await first.close();
      for (const file of await readdir(dir)) {
        if (/^(MANIFEST|CURRENT)/.test(file)) await writeFile(path.join(dir, file), "no database");
      }
      const error = await refusal(open());
      expect(error.message).to.contain(dir).and.to.contain("cannot be read");
      expect(error.message).to.contain("Move that folder away");
    });
  });
});

describe("Tables of a graph", () => {
  const table = resource("aws:dynamodb/table:Table", "orders", {
    ...counters,
    serverSideEncryption: { enabled: true, kmsKeyArn: "arn:own" },
    replicas: [{ regionName: PEER, kmsKeyArn: "arn:peer" }],
  });
  const row = resource("aws:dynamodb/tableItem:TableItem", "row", {
    tableName: counters.name,
    item: '{"id":{"S":"x"}}',
  });
  const graph = graphOf(table, row, resource("aws:dynamodb/table:Table", "local", { ...events }));

  it("stand in their own region and, as replicas with that region's key, in the other", () => {
    expect(tablesIn(graph, REGION).map((t) => t.name)).to.deep.equal([counters.name, events.name]);
    const [replica, ...others] = tablesIn(graph, PEER);
    expect(others).to.deep.equal([]);
    expect(replica?.serverSideEncryption).to.deep.equal({ enabled: true, kmsKeyArn: "arn:peer" });
    expect(replica?.replicas).to.deep.equal([{ regionName: REGION }]);
  });

  it("are replicated when they have a replica", () => {
    expect(replicatedTables(graph)).to.deep.equal([{ name: counters.name, regions: [REGION, PEER] }]);
  });

  it("bring the items that the program declares", () => {
    expect(tableItemsIn(graph, REGION)).to.deep.equal([{ table: counters.name, item: { id: { S: "x" } } }]);
  });
});
