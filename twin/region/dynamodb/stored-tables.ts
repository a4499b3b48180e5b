/** Brings a stored table in line with what the graph declares now: a new table, the same one, or one with other indexes. */
import type { Database } from "./database.ts";
import { definitionOf, indexItem, indexOf, range, type TableDescription } from "./dynalite.ts";
import type { Table } from "./table.ts";

/** @throws a sentence when the stored items have another primary key */
export async function adoptTable({ store, items }: Database, { description }: Table): Promise<void> {
  const { TableName } = description;
  const stored = (await store.db.get(definitionOf(TableName))) as TableDescription | undefined;
  if (stored && keys(stored) !== keys(description)) {
    throw new Error(
      `The stored table ${TableName} has the key ${keys(stored)}, and the program now declares ${keys(description)}. Start with an empty state folder.`,
    );
  }
  await store.db.batch([{ type: "put", key: definitionOf(TableName), value: description }]);
  if (!stored || indexes(stored) === indexes(description)) return;
  for (const [type, list] of indexLists(stored)) {
    for (const index of list) await store.db.clear(range(indexOf(type, TableName, index.IndexName)));
  }
  for await (const [, item] of items(TableName)) await indexItem(store, description, item);
}

function indexLists({ GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: TableDescription) {
  return [
    ["Global", GlobalSecondaryIndexes],
    ["Local", LocalSecondaryIndexes],
  ] as const;
}

function keys({ KeySchema, AttributeDefinitions }: TableDescription): string {
  const type = (name: string) => AttributeDefinitions.find((a) => a.AttributeName === name)?.AttributeType;
  return KeySchema.map((k) => `${k.AttributeName} (${type(k.AttributeName)})`).join(", ");
}

function indexes(description: TableDescription): string {
  return JSON.stringify(
    indexLists(description).map(([, list]) => list.map((i) => [i.IndexName, i.KeySchema, i.Projection])),
  );
}
