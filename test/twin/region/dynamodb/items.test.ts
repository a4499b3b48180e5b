import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import type { Change } from "../../../../twin/region/dynamodb/dynamodb.ts";
import { refusal } from "../endpoint/fixture.ts";
import { counters, events, type Fixture, startTables } from "./tables.ts";

describe("DynamoDB items, through the SDK", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startTables();
  });
  afterEach(() => fixture.stop());

  const put = (Item: Record<string, unknown>, more = {}) =>
    fixture.documents.send(new PutCommand({ TableName: events.name, Item, ...more }));

  it("gives back what was put", async () => {
    const Item = { tenant: "a", at: 1, nested: { list: [1, "two", null, true] }, empty: "" };
    await put(Item);
    const { Item: got } = await fixture.documents.send(
      new GetCommand({ TableName: events.name, Key: { tenant: "a", at: 1 } }),
    );
    expect(got).to.deep.equal(Item);
  });

  it("queries an index in order, page by page", async () => {
    for (const at of [3, 1, 20, 10, 2]) await put({ tenant: `t${at}`, at, kind: "sale" });
    await put({ tenant: "x", at: 5, kind: "other" });
    const page = (ExclusiveStartKey?: Record<string, unknown>) =>
      fixture.documents.send(
        new QueryCommand({
          TableName: events.name,
          IndexName: "KindIndex",
          KeyConditionExpression: "kind = :k AND #at > :from",
          ExpressionAttributeNames: { "#at": "at" },
          ExpressionAttributeValues: { ":k": "sale", ":from": 1 },
          Limit: 2,
          ExclusiveStartKey,
        }),
      );
    const first = await page();
    const second = await page(first.LastEvaluatedKey);
    expect([...(first.Items ?? []), ...(second.Items ?? [])].map((i) => i.at)).to.deep.equal([2, 3, 10, 20]);
  });

  it("drops an item from a sparse index when the index key goes", async () => {
    await put({ tenant: "a", at: 1, kind: "sale" });
    await fixture.documents.send(
      new UpdateCommand({
        TableName: events.name,
        Key: { tenant: "a", at: 1 },
        UpdateExpression: "REMOVE kind",
      }),
    );
    const { Count } = await fixture.documents.send(
      new QueryCommand({
        TableName: events.name,
        IndexName: "KindIndex",
        KeyConditionExpression: "kind = :k",
        ExpressionAttributeValues: { ":k": "sale" },
      }),
    );
    expect(Count).to.equal(0);
  });

  it("refuses an empty string as an index key, as AWS does", async () => {
    const error = await refusal(put({ tenant: "a", at: 1, kind: "" }));
    expect(error.name).to.equal("ValidationException");
    expect(error.message).to.contain("IndexName: KindIndex, IndexKey: kind");
  });

  it("refuses an item above 400 KB", async () => {
    const error = await refusal(put({ tenant: "a", at: 1, text: "x".repeat(400 * 1024) }));
    expect(error.message).to.equal("Item size has exceeded the maximum allowed size");
  });

  it("returns the item that did not meet the condition", async () => {
    await put({ tenant: "a", at: 1, state: "paid" });
    const error = await refusal(
      put(
        { tenant: "a", at: 1, state: "new" },
        {
          ConditionExpression: "attribute_not_exists(tenant)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      ),
    );
    expect(error.name).to.equal("ConditionalCheckFailedException");
    expect(error.Item).to.deep.equal({ tenant: { S: "a" }, at: { N: "1" }, state: { S: "paid" } });
  });

  it("counts exactly under a hundred concurrent increments", async () => {
    const add = () =>
      fixture.documents.send(
        new UpdateCommand({
          TableName: counters.name,
          Key: { id: "n" },
          UpdateExpression: "ADD n :one",
          ExpressionAttributeValues: { ":one": 1 },
        }),
      );
    await Promise.all(Array.from({ length: 100 }, add));
    const { Item } = await fixture.documents.send(
      new GetCommand({ TableName: counters.name, Key: { id: "n" } }),
    );
    expect(Item?.n).to.equal(100);
  });

  it("lets exactly one of many concurrent conditional puts win", async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        put({ tenant: "a", at: 1, n }, { ConditionExpression: "attribute_not_exists(tenant)" }),
      ),
    );
    expect(outcomes.filter((o) => o.status === "fulfilled")).to.have.length(1);
  });

  it("tells every committed write, with what was there before", async () => {
    const changes: Change[] = [];
    fixture.dynamo.onChange((change) => changes.push(change));
    await put({ tenant: "a", at: 1, n: 1 });
    await put({ tenant: "a", at: 1, n: 2 });
    await refusal(put({ tenant: "a", at: 1, n: 3 }, { ConditionExpression: "attribute_not_exists(tenant)" }));
    await fixture.documents.send(new DeleteCommand({ TableName: events.name, Key: { tenant: "a", at: 1 } }));
    await fixture.documents.send(
      new BatchWriteCommand({
        RequestItems: { [events.name]: [{ PutRequest: { Item: { tenant: "b", at: 1 } } }] },
      }),
    );
    expect(
      changes.map((c) => [c.key.tenant?.S, c.before?.n?.N, c.after?.n?.N ?? Boolean(c.after)]),
    ).to.deep.equal([
      ["a", undefined, "1"],
      ["a", "1", "2"],
      ["a", "2", false],
      ["b", undefined, true],
    ]);
  });

  it("reads and writes in batches", async () => {
    await fixture.documents.send(
      new BatchWriteCommand({
        RequestItems: {
          [counters.name]: ["x", "y", "z"].map((id) => ({ PutRequest: { Item: { id } } })),
        },
      }),
    );
    const { Responses } = await fixture.documents.send(
      new BatchGetCommand({ RequestItems: { [counters.name]: { Keys: [{ id: "x" }, { id: "y" }] } } }),
    );
    expect(Responses?.[counters.name]?.map((i) => i.id)).to.have.members(["x", "y"]);
  });

  it("names an unknown table", async () => {
    const error = await refusal(
      fixture.documents.send(new GetCommand({ TableName: "nowhere", Key: { id: "1" } })),
    );
    expect(error.name).to.equal("ResourceNotFoundException");
  });
});
