import { GetCommand, PutCommand, TransactGetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { refusal } from "../endpoint/fixture.ts";
import { counters, events, type Fixture, startTables } from "./tables.ts";

type Items = ConstructorParameters<typeof TransactWriteCommand>[0]["TransactItems"];

describe("DynamoDB transactions, through the SDK", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await startTables();
    await fixture.documents.send(new PutCommand({ TableName: counters.name, Item: { id: "n", n: 1 } }));
  });
  afterEach(() => fixture.stop());

  const write = (TransactItems: Items, ClientRequestToken?: string) =>
    fixture.documents.send(new TransactWriteCommand({ TransactItems, ClientRequestToken }));
  const read = async (id: string) =>
    (await fixture.documents.send(new GetCommand({ TableName: counters.name, Key: { id } }))).Item;
  const put = (id: string, more = {}) => ({ Put: { TableName: counters.name, Item: { id }, ...more } });
  const setIf = (value: number, expected: number) => ({
    Update: {
      TableName: counters.name,
      Key: { id: "n" },
      UpdateExpression: "SET n = :value",
      ConditionExpression: "n = :expected",
      ExpressionAttributeValues: { ":value": value, ":expected": expected },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    },
  });

  it("writes all of it", async () => {
    await write([
      setIf(2, 1),
      put("new"),
      {
        ConditionCheck: {
          TableName: events.name,
          Key: { tenant: "a", at: 1 },
          ConditionExpression: "attribute_not_exists(tenant)",
        },
      },
    ]);
    expect((await read("n"))?.n).to.equal(2);
    expect(await read("new")).to.deep.equal({ id: "new" });
  });

  it("writes nothing when one condition fails, and says which and on what", async () => {
    const error = await refusal(write([put("new"), setIf(5, 4)]));
    expect(error.name).to.equal("TransactionCanceledException");
    expect(error.message).to.contain("[None, ConditionalCheckFailed]");
    expect((error.CancellationReasons as { Item?: object }[])[1]?.Item).to.deep.equal({
      id: { S: "n" },
      n: { N: "1" },
    });
    expect(await read("new")).to.equal(undefined);
    expect((await read("n"))?.n).to.equal(1);
  });

  it("does not delete what a ConditionCheck only looks at", async () => {
    await write([
      {
        ConditionCheck: {
          TableName: counters.name,
          Key: { id: "n" },
          ConditionExpression: "attribute_exists(id)",
        },
      },
      put("new"),
    ]);
    expect((await read("n"))?.n).to.equal(1);
  });

  it("writes nothing when a later update does not fit its item", async () => {
    const addToText = {
      Update: {
        TableName: counters.name,
        Key: { id: "text" },
        UpdateExpression: "ADD words :one",
        ExpressionAttributeValues: { ":one": 1 },
      },
    };
    await fixture.documents.send(
      new PutCommand({ TableName: counters.name, Item: { id: "text", words: "three" } }),
    );
    const error = await refusal(write([put("new"), addToText]));
    expect(error.message).to.contain("[None, ValidationError]");
    expect(await read("new")).to.equal(undefined);
  });

  it("carries out a repeated token once, and refuses it for something else", async () => {
    const add = {
      Update: {
        TableName: counters.name,
        Key: { id: "n" },
        UpdateExpression: "ADD n :one",
        ExpressionAttributeValues: { ":one": 1 },
      },
    };
    await write([add], "token-1");
    await write([add], "token-1");
    expect((await read("n"))?.n).to.equal(2);
    const error = await refusal(write([put("other")], "token-1"));
    expect(error.name).to.equal("IdempotentParameterMismatchException");
    fixture.clock.advance(11 * 60_000);
    await write([add], "token-1");
    expect((await read("n"))?.n).to.equal(3);
  });

  it("refuses two operations on one item", async () => {
    const error = await refusal(
      write([put("x"), { Delete: { TableName: counters.name, Key: { id: "x" } } }]),
    );
    expect(error.name).to.equal("ValidationException");
    expect(error.message).to.equal("Transaction request cannot include multiple operations on one item");
  });

  it("refuses more than a hundred items", async () => {
    const error = await refusal(write(Array.from({ length: 101 }, (_, i) => put(`i${i}`))));
    expect(error.name).to.equal("ValidationException");
  });

  it("reads several items at once, empty where there is none", async () => {
    const Get = (id: string) => ({ Get: { TableName: counters.name, Key: { id } } });
    const { Responses } = await fixture.documents.send(
      new TransactGetCommand({ TransactItems: [Get("n"), Get("nothing")] }),
    );
    expect(Responses).to.deep.equal([{ Item: { id: "n", n: 1 } }, {}]);
  });

  it("never loses or doubles money under concurrent transfers", async () => {
    for (const id of ["a", "b"]) {
      await fixture.documents.send(new PutCommand({ TableName: counters.name, Item: { id, n: 50 } }));
    }
    const add = (id: string, amount: number) => ({
      Update: {
        TableName: counters.name,
        Key: { id },
        UpdateExpression: "ADD n :amount",
        ConditionExpression: "n >= :least",
        ExpressionAttributeValues: { ":amount": amount, ":least": Math.max(0, -amount) },
      },
    });
    await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => {
        const [from, to] = i % 3 ? ["a", "b"] : ["b", "a"];
        return write([add(from as string, -7), add(to as string, 7)]);
      }),
    );
    const [a, b] = [await read("a"), await read("b")];
    expect(a?.n + b?.n).to.equal(100);
    expect(Math.min(a?.n, b?.n)).to.be.at.least(0);
  });
});
