/** Tables that the tests use, as a program declares them. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type Clock, createClock } from "../../../../twin/clock.ts";
import { createDynamoDb, type DynamoDb } from "../../../../twin/region/dynamodb/dynamodb.ts";
import { ACCOUNT, type Account, graphOf, REGION, startAccount } from "../endpoint/fixture.ts";

export const events = {
  name: "shop-events",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "tenant",
  rangeKey: "at",
  attributes: [
    { name: "tenant", type: "S" },
    { name: "at", type: "N" },
    { name: "kind", type: "S" },
  ],
  globalSecondaryIndexes: [{ name: "KindIndex", hashKey: "kind", rangeKey: "at", projectionType: "ALL" }],
  ttl: { attributeName: "ttl", enabled: true },
};

export const counters = {
  name: "shop-counters",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "id",
  attributes: [{ name: "id", type: "S" }],
};

export interface Fixture {
  readonly dynamo: DynamoDb;
  readonly account: Account;
  readonly clock: Clock;
  readonly documents: DynamoDBDocumentClient;
  stop(): Promise<void>;
}

export async function startTables(
  graph = graphOf(),
  tables: readonly Record<string, unknown>[] = [events, counters],
): Promise<Fixture> {
  const clock = createClock();
  const dynamo = await createDynamoDb({ region: REGION, accountId: ACCOUNT, clock });
  for (const table of tables) await dynamo.createTable(table);
  const account = await startAccount(graph, [dynamo.service]);
  const client = new DynamoDBClient(account.client());
  return {
    dynamo,
    account,
    clock,
    documents: DynamoDBDocumentClient.from(client),
    async stop() {
      client.destroy();
      await account.endpoint.close();
      await dynamo.close();
    },
  };
}
