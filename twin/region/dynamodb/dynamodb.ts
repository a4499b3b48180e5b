/** DynamoDB of one region: the tables of the graph, served to the unmodified SDK. */
import { type AwsCall, AwsError, type AwsService } from "../aws-service.ts";
import { failedItem } from "./condition-failure.ts";
import { type Change, type DatabaseArgs, openDatabase, type StoredVersion } from "./database.ts";
import { type Item, type Operation, operations, parse, run, storageKey, storedItem } from "./dynalite.ts";
import { permissionsFor } from "./permissions.ts";
import { stage } from "./staging.ts";
import { adoptTable } from "./stored-tables.ts";
import { type Table, tableFrom } from "./table.ts";
import { startSweeper } from "./time-to-live.ts";
import { createTransactions } from "./transactions.ts";
import { newer, type Version } from "./versions.ts";

export type { Change } from "./database.ts";

export interface DynamoDb {
  readonly region: string;
  readonly service: AwsService;
  /** @param inputs Of an aws:dynamodb/table:Table. @throws a sentence when DynamoDB would refuse them */
  createTable(inputs: Readonly<Record<string, unknown>>): Promise<void>;
  tableNames(): string[];
  /** Calls back for every committed write, in the order of commits; returns what ends that. */
  onChange(listener: (change: Change) => void): () => void;
  /** Takes another region's write, unless a later one is here already; tells whether it did. */
  applyReplica(write: ReplicaWrite): Promise<boolean>;
  /**
   * Writes an item that the program declares (aws:dynamodb/tableItem:TableItem). What others have made of it since stays,
   * until the program declares something else: `pulumi up` does the same.
   */
  seed(table: string, item: Item): Promise<void>;
  /** Every item of a table, to look at. */
  scan(table: string): Promise<Item[]>;
  /** The version of every item, and of every deleted one. */
  versions(table: string): AsyncIterable<StoredVersion>;
  /** What is stored under a primary key. */
  item(table: string, key: Item): Promise<Item | undefined>;
  close(): Promise<void>;
}

export interface ReplicaWrite {
  readonly table: string;
  readonly key: Item;
  /** Absent for a delete. */
  readonly item?: Item;
  readonly version: Version;
}

const seedKey = (table: string, place: string) => `seed-${table}~${place}`;
const WRITES = new Set<string>(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"]);

/** @throws a sentence when the folder cannot be opened */
export async function createDynamoDb(args: DatabaseArgs): Promise<DynamoDb> {
  const { region, accountId, clock } = args;
  const database = await openDatabase(args);
  const { store, tables, changes } = database;
  const transactions = createTransactions(database, clock);
  const stopSweeper = startSweeper(database, clock);

  const known = (name: unknown): Table => {
    const table = tables.get(String(name));
    if (table) return table;
    throw new AwsError("ResourceNotFoundException", `Requested resource not found: Table: ${name} not found`);
  };

  const write = async (operation: Operation, input: Record<string, unknown>) => {
    const request = parse(operation, structuredClone(input), store);
    return database.exclusive(async () => {
      const staging = stage(store);
      try {
        const reply = await database.operate(staging, operation, request);
        await database.commit(staging, "client");
        return reply;
      } catch (error) {
        if (!(error instanceof AwsError) || error.code !== "ConditionalCheckFailedException") throw error;
        const item = await failedItem(database, input, request);
        throw item ? new AwsError(error.code, error.message, error.status, { Item: item }) : error;
      }
    });
  };

  const answer = async (action: string, input: Record<string, unknown>): Promise<object> => {
    if (WRITES.has(action)) return write(action as Operation, input);
    switch (action) {
      case "TransactWriteItems":
        return transactions.write(input);
      case "TransactGetItems":
        return transactions.get(input);
      case "DescribeTable":
        return { Table: known(input.TableName).description };
      case "DescribeTimeToLive": {
        const { ttlAttribute } = known(input.TableName);
        const on = { TimeToLiveStatus: "ENABLED", AttributeName: ttlAttribute };
        return { TimeToLiveDescription: ttlAttribute ? on : { TimeToLiveStatus: "DISABLED" } };
      }
      case "DescribeContinuousBackups": {
        const status = known(input.TableName).pointInTimeRecovery ? "ENABLED" : "DISABLED";
        return {
          ContinuousBackupsDescription: {
            ContinuousBackupsStatus: "ENABLED",
            PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status },
          },
        };
      }
    }
    if ((operations as readonly string[]).includes(action)) {
      return run(action as Operation, store, parse(action as Operation, input, store));
    }
    throw new AwsError(
      "UnknownOperationException",
      `The twin's DynamoDB does not serve ${action || "a call without an action"}: tables are what the program declares, so change the program and start the twin again.`,
    );
  };

  const inputOf = ({ body }: AwsCall): Record<string, unknown> => {
    try {
      return JSON.parse(body.toString() || "{}");
    } catch {
      throw new AwsError("SerializationException", "The request's body is no JSON.");
    }
  };

  const service: AwsService = {
    name: "dynamodb",
    permissions: (call) => permissionsFor(call.action, inputOf(call), { region, accountId, tables, store }),
    async handle(call) {
      const reply = await answer(call.action, inputOf(call));
      return {
        status: 200,
        headers: { "content-type": "application/x-amz-json-1.0" },
        body: JSON.stringify(reply),
      };
    },
  };

  const item = (table: string, key: Item) =>
    storedItem(store, table, storageKey(key, known(table).description));

  return {
    region,
    service,
    item,
    async createTable(inputs) {
      const table = tableFrom(inputs, region, accountId, store);
      await adoptTable(database, table);
      tables.set(table.description.TableName, table);
    },
    tableNames: () => [...tables.keys()],
    onChange(listener) {
      changes.on("change", listener);
      return () => changes.off("change", listener);
    },
    applyReplica: ({ table, key, item, version }) =>
      database.exclusive(async () => {
        const place = storageKey(key, known(table).description);
        if (!newer(version, await database.versionOf(table, place))) return false;
        const staging = stage(store);
        await (item
          ? database.operate(staging, "PutItem", { TableName: table, Item: item })
          : database.operate(staging, "DeleteItem", { TableName: table, Key: key }));
        await database.commit(staging, "replica", version);
        return true;
      }),
    async seed(table, item) {
      const declared = JSON.stringify(item);
      const place = seedKey(table, storageKey(item, known(table).description));
      if ((await store.db.get(place)) === declared) return;
      await write("PutItem", { TableName: table, Item: item });
      await store.db.batch([{ type: "put", key: place, value: declared }]);
    },
    async scan(table) {
      known(table);
      const items: Item[] = [];
      for await (const [, item] of database.items(table)) items.push(item);
      return items;
    },
    versions: (table) => database.versions(table),
    async close() {
      await stopSweeper();
      await database.exclusive(() => database.close());
    },
  };
}
