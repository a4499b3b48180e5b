import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import type { Denied } from "../../../../twin/events.ts";
import { ACCOUNT, graphOf, REGION, refusal, resource, role } from "../endpoint/fixture.ts";
import { counters, events, type Fixture, startTables } from "./tables.ts";

const arn = (table: string) => `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${table}`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;

describe("DynamoDB and IAM, through the SDK", () => {
  let fixture: Fixture;
  const clients: DynamoDBClient[] = [];
  const graph = graphOf(
    ...role("reader", ["dynamodb:GetItem", arn(counters.name)]),
    ...role("indexer", ["dynamodb:Query", `${arn(events.name)}/index/KindIndex`]),
    ...role("checker", [["dynamodb:PutItem", "dynamodb:ConditionCheckItem"], arn(counters.name)]),
    ...role("tenant-a", {
      Effect: "Allow",
      Action: "dynamodb:*",
      Resource: [arn(events.name), `${arn(events.name)}/index/*`],
      Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["a"] } },
    }),
    ...role("keyless", ["dynamodb:*", "*"]),
    ...role("keyed", ["dynamodb:*", "*"], {
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: KEY,
      Condition: { StringEquals: { "kms:ViaService": `dynamodb.${REGION}.amazonaws.com` } },
    }),
    resource("aws:lambda/function:Function", "Reader", {
      name: "Reader",
      role: `arn:aws:iam::${ACCOUNT}:role/reader`,
    }),
  );
  const locked = {
    ...counters,
    name: "shop-locked",
    serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
  };

  before(async () => {
    fixture = await startTables(graph, [events, counters, locked]);
  });
  after(async () => {
    for (const client of clients) client.destroy();
    await fixture.stop();
  });

  const as = (roleName: string) => {
    const client = new DynamoDBClient(fixture.account.client(roleName));
    clients.push(client);
    return DynamoDBDocumentClient.from(client);
  };
  const get = (TableName: string) => new GetCommand({ TableName, Key: { id: "x" } });

  it("lets a role do what its policy names", async () => {
    const { Item } = await as("reader").send(get(counters.name));
    expect(Item).to.equal(undefined);
  });

  it("refuses the rest in AWS's words, naming the function's session, and tells the twin", async () => {
    const denied: Denied[] = [];
    fixture.account.events.once("denied", (d) => denied.push(d));
    const error = await refusal(
      as("reader").send(new PutCommand({ TableName: counters.name, Item: { id: "x" } })),
    );
    expect(error.name).to.equal("AccessDeniedException");
    expect(error.message).to.equal(
      `User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/Reader is not authorized to perform: dynamodb:PutItem on resource: ${arn(counters.name)} because no identity-based policy allows the dynamodb:PutItem action`,
    );
    expect(denied).to.deep.equal([
      {
        region: REGION,
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/Reader`,
        action: "dynamodb:PutItem",
        resource: arn(counters.name),
      },
    ]);
  });

  it("keeps a table and its index apart", async () => {
    const query = (IndexName?: string) =>
      new QueryCommand({
        TableName: events.name,
        IndexName,
        KeyConditionExpression: IndexName ? "kind = :v" : "tenant = :v",
        ExpressionAttributeValues: { ":v": "x" },
      });
    expect((await as("indexer").send(query("KindIndex"))).Count).to.equal(0);
    const error = await refusal(as("indexer").send(query()));
    expect(error.name).to.equal("AccessDeniedException");
  });

  it("checks a transaction item by item", async () => {
    const write = (...TransactItems: object[]) =>
      as("checker").send(new TransactWriteCommand({ TransactItems }));
    const TableName = counters.name;
    const check = {
      ConditionCheck: { TableName, Key: { id: "no" }, ConditionExpression: "attribute_not_exists(id)" },
    };
    await write({ Put: { TableName, Item: { id: "t" } } }, check);
    const error = await refusal(
      write({ Put: { TableName, Item: { id: "u" } } }, { Delete: { TableName, Key: { id: "t" } } }),
    );
    expect(error.name).to.equal("AccessDeniedException");
    expect(error.message).to.contain("dynamodb:DeleteItem");
  });

  it("holds a role to its leading keys, in single calls, queries and batches", async () => {
    const client = as("tenant-a");
    const put = (tenant: string) =>
      client.send(new PutCommand({ TableName: events.name, Item: { tenant, at: 1 } }));
    const query = (tenant: string) =>
      client.send(
        new QueryCommand({
          TableName: events.name,
          KeyConditionExpression: "#t = :v",
          ExpressionAttributeNames: { "#t": "tenant" },
          ExpressionAttributeValues: { ":v": tenant },
        }),
      );
    const batch = (...tenants: string[]) =>
      client.send(
        new BatchWriteCommand({
          RequestItems: {
            [events.name]: tenants.map((tenant) => ({ PutRequest: { Item: { tenant, at: 2 } } })),
          },
        }),
      );
    await put("a");
    await batch("a");
    expect((await query("a")).Count).to.equal(2);
    for (const call of [put("b"), query("b"), batch("a", "b")]) {
      expect((await refusal(call)).name).to.equal("AccessDeniedException");
    }
  });

  it("asks for the table's own key as well", async () => {
    const error = await refusal(as("keyless").send(get(locked.name)));
    expect(error.message).to.contain(`kms:Decrypt on resource: ${KEY}`);
    expect((await as("keyed").send(get(locked.name))).Item).to.equal(undefined);
  });
});
