/** The system's tables, with their indexes, in a DynamoDB that lives in this process; reached by the real SDK. */
import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type TableName, type TableShape, tables } from "../../../handlers/shared/tables.ts";

const dynalite = createRequire(import.meta.url)("dynalite") as (options: object) => Server;

export interface LocalTables {
  readonly documents: DynamoDBDocumentClient;
  stop(): Promise<void>;
}

export async function localTables(...names: readonly TableName[]): Promise<LocalTables> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  for (const name of names) await client.send(new CreateTableCommand(definition(name, tables[name])));
  return {
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    stop: () =>
      new Promise<void>((resolve) => {
        client.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function definition(name: TableName, shape: TableShape) {
  const keys = [shape, ...Object.values(shape.indexes)];
  const attributes = new Set(
    keys.flatMap(({ hashKey, rangeKey }) => (rangeKey ? [hashKey, rangeKey] : [hashKey])),
  );
  const indexes = Object.entries(shape.indexes).map(([indexName, key]) => ({
    IndexName: indexName,
    KeySchema: keySchema(key),
    Projection: { ProjectionType: "ALL" as const },
  }));
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST" as const,
    KeySchema: keySchema(shape),
    AttributeDefinitions: [...attributes].map((attribute) => ({
      AttributeName: attribute,
      AttributeType: "S" as const,
    })),
    GlobalSecondaryIndexes: indexes.length ? indexes : undefined,
  };
}

function keySchema({ hashKey, rangeKey }: { readonly hashKey: string; readonly rangeKey?: string }) {
  return [
    { AttributeName: hashKey, KeyType: "HASH" as const },
    ...(rangeKey ? [{ AttributeName: rangeKey, KeyType: "RANGE" as const }] : []),
  ];
}
