/** What IAM must allow for a DynamoDB call: actions on the table or its index, item by item for transactions. */
import type { Permission } from "../aws-service.ts";
import { type AttributeValue, type Item, type Operation, parse, type Store } from "./dynalite.ts";
import type { Table } from "./table.ts";

type Fields = Readonly<Record<string, unknown>>;

const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
};

export interface PermissionArgs {
  readonly region: string;
  readonly accountId: string;
  readonly tables: ReadonlyMap<string, Table>;
  readonly store: Store;
}

export function permissionsFor(
  action: string,
  input: Fields,
  { region, accountId, tables, store }: PermissionArgs,
): Permission[] {
  const on = (name: unknown, done: string, leading?: readonly string[], index?: unknown): Permission[] => {
    const table = `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
    const key = tables.get(String(name))?.kmsKeyArn;
    return [
      {
        action: `dynamodb:${done}`,
        resource: index ? `${table}/index/${index}` : table,
        ...(leading && { context: { "dynamodb:LeadingKeys": [...leading] } }),
      },
      // DynamoDB uses a customer-managed key in the caller's name.
      ...(key
        ? [
            {
              action: "kms:Decrypt",
              resource: key,
              context: {
                "kms:ViaService": `dynamodb.${region}.amazonaws.com`,
                "kms:CallerAccount": accountId,
              },
            },
          ]
        : []),
    ];
  };
  const leadingKey = (table: unknown, item: unknown): string[] => {
    const hashKey = tables.get(String(table))?.description.KeySchema[0]?.AttributeName;
    const value = hashKey && ((item ?? {}) as Item)[hashKey];
    return value ? [plain(value)] : [];
  };

  switch (action) {
    case "ListTables":
      return [{ action: "dynamodb:ListTables", resource: "*" }];
    case "GetItem":
    case "UpdateItem":
    case "DeleteItem":
      return on(input.TableName, action, leadingKey(input.TableName, input.Key));
    case "PutItem":
      return on(input.TableName, action, leadingKey(input.TableName, input.Item));
    case "Query":
      return on(input.TableName, action, queriedKey(input, tables, store), input.IndexName);
    case "Scan":
      return on(input.TableName, action, undefined, input.IndexName);
    case "BatchGetItem":
      return Object.entries((input.RequestItems ?? {}) as Record<string, { Keys?: unknown[] }>).flatMap(
        ([table, { Keys = [] }]) =>
          on(
            table,
            action,
            Keys.flatMap((key) => leadingKey(table, key)),
          ),
      );
    case "BatchWriteItem":
      return Object.entries((input.RequestItems ?? {}) as Record<string, unknown[]>).flatMap(
        ([table, writes]) =>
          on(
            table,
            action,
            writes.flatMap((write) => leadingKey(table, itemOf(write))),
          ),
      );
    case "TransactWriteItems":
    case "TransactGetItems":
      return ((input.TransactItems ?? []) as Fields[]).flatMap((entry) =>
        Object.entries(entry).flatMap(([kind, fields]) => {
          const { TableName, Key, Item } = (fields ?? {}) as Fields;
          return on(TableName, TRANSACTION_ACTIONS[kind] ?? action, leadingKey(TableName, Key ?? Item));
        }),
      );
    default:
      return on(input.TableName, action);
  }
}

function itemOf(write: unknown): unknown {
  const { PutRequest, DeleteRequest } = write as { PutRequest?: Fields; DeleteRequest?: Fields };
  return PutRequest?.Item ?? DeleteRequest?.Key;
}

/** The partition key that a query names. */
function queriedKey(input: Fields, tables: ReadonlyMap<string, Table>, store: Store): string[] {
  const table = tables.get(String(input.TableName))?.description;
  const index = [...(table?.GlobalSecondaryIndexes ?? []), ...(table?.LocalSecondaryIndexes ?? [])].find(
    (candidate) => candidate.IndexName === input.IndexName,
  );
  const hashKey = (index ?? table)?.KeySchema[0]?.AttributeName ?? "";
  const conditions = parse("Query" satisfies Operation, structuredClone(input), store).KeyConditions;
  const value = conditions?.[hashKey]?.AttributeValueList?.[0];
  return value ? [plain(value)] : [];
}

function plain(value: AttributeValue): string {
  return String(Object.values(value)[0]);
}
