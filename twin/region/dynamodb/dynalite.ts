/**
 * dynalite's engine without its HTTP server: parser and validations, item actions, LevelDB store. These modules are no
 * public API, so package.json pins the version; everything that the twin takes from them passes through here.
 */
import { createRequire } from "node:module";
import { AwsError } from "../aws-service.ts";

/** One attribute as DynamoDB writes it: {"S": "text"}. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

export interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

export interface IndexDescription {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
  readonly [more: string]: unknown;
}

/** A table as DescribeTable shows it; the engine keeps the same document. */
export interface TableDescription {
  readonly TableName: string;
  readonly TableArn: string;
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  readonly KeySchema: readonly KeyElement[];
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly LocalSecondaryIndexes?: readonly IndexDescription[];
  readonly [more: string]: unknown;
}

/** A request that has passed the engine's validation. */
export interface ParsedRequest {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly KeyConditions?: Readonly<
    Record<string, { readonly AttributeValueList?: readonly AttributeValue[] }>
  >;
  readonly [more: string]: unknown;
}

type Callback<T> = (error: Error | null | undefined, value?: T) => void;

export interface BatchOperation {
  readonly type: "put" | "del";
  readonly key: string;
  readonly value?: unknown;
}

/** One keyspace of the store: a table's items, or one of its indexes. */
export interface SubStore {
  lock(key: string, exec: (release: <F>(done: F) => F) => void): void;
  get(key: string, done: Callback<Item>): void;
  put(key: string, value: unknown, done: Callback<void>): void;
  del(key: string, done: Callback<void>): void;
}

export interface Store {
  readonly options: { readonly maxItemSize: number };
  readonly db: {
    open(): Promise<void>;
    close(): Promise<void>;
    get(key: string): Promise<unknown>;
    batch(operations: readonly BatchOperation[]): Promise<void>;
    iterator(range: { gte: string; lt: string }): AsyncIterable<[string, unknown]>;
    clear(range: { gte: string; lt: string }): Promise<void>;
  };
  readonly tableDb: { awsRegion: string; awsAccountId: string };
  getTable(name: string, checkStatus: boolean, done: Callback<TableDescription>): void;
  getItemDb(table: string): SubStore;
  getIndexDb(type: string, table: string, index: string): SubStore;
}

interface Engine {
  create(options: { path?: string }): Store;
  createKey(key: Item, table: TableDescription): string;
  checkConditional(request: ParsedRequest, item: Item | undefined): Error | null | undefined;
  updateIndexes(
    store: Store,
    table: TableDescription,
    before: Item | null,
    after: Item,
    done: Callback<void>,
  ): void;
  itemSize(item: Item): number;
}

interface Rules {
  readonly types: object;
  readonly custom?: unknown;
}

const require = createRequire(import.meta.url);
const engine = require("dynalite/db") as Engine;
const validations = require("dynalite/validations") as {
  checkTypes(input: object, types: object): ParsedRequest;
  checkValidations(input: ParsedRequest, types: object, custom: unknown, store: Store): void;
};

/** What the engine itself can run; what it lacks is written beside it. */
export const operations = [
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "Scan",
  "BatchGetItem",
  "BatchWriteItem",
  "ListTables",
] as const;
export type Operation = (typeof operations)[number];

type Action = (store: Store, request: ParsedRequest, done: Callback<Record<string, unknown>>) => void;
const fileOf = (operation: string) => operation[0]?.toLowerCase() + operation.slice(1);
const actions = new Map<string, Action>(
  operations.map((operation) => [operation, require(`dynalite/actions/${fileOf(operation)}`)]),
);
const rules = new Map<string, Rules>(
  [...operations, "CreateTable"].map((operation) => [
    operation,
    require(`dynalite/validations/${fileOf(operation)}`),
  ]),
);

/** @param path Where LevelDB keeps its files; in memory when absent. */
export function createStore(region: string, accountId: string, path?: string): Store {
  const store = engine.create(path ? { path } : {});
  store.tableDb.awsRegion = region;
  store.tableDb.awsAccountId = accountId;
  return store;
}

/** @throws AwsError ValidationException or SerializationException, worded as DynamoDB words it */
export function parse(operation: Operation | "CreateTable", input: object, store: Store): ParsedRequest {
  const { types, custom } = rules.get(operation) as Rules;
  try {
    const request = validations.checkTypes(input, types);
    validations.checkValidations(request, types, custom, store);
    return request;
  } catch (error) {
    throw awsError(error);
  }
}

/** Runs an operation against the store, or against anything that looks like one. @throws AwsError */
export function run(
  operation: Operation,
  store: Store,
  request: ParsedRequest,
): Promise<Record<string, unknown>> {
  return promised((done) => actions.get(operation)?.(store, request, done));
}

/** @throws AwsError ResourceNotFoundException */
export function tableOf(store: Store, name: string): Promise<TableDescription> {
  return promised((done) => store.getTable(name, true, done));
}

export function storedItem(store: Store, table: string, key: string): Promise<Item | undefined> {
  return promised((done) => store.getItemDb(table).get(key, done));
}

/** Writes the index entries of one item. */
export function indexItem(store: Store, table: TableDescription, item: Item): Promise<void> {
  return promised((done) => engine.updateIndexes(store, table, null, item, done));
}

/** Where the engine keeps an item, within its table. */
export function storageKey(key: Item, table: TableDescription): string {
  return engine.createKey(key, table);
}

export function conditionFails(request: ParsedRequest, item: Item | undefined): boolean {
  return Boolean(engine.checkConditional(request, item));
}

export function itemSize(item: Item): number {
  return engine.itemSize(item);
}

/** The key range of the LevelDB store that holds a table's items. */
export const itemsOf = (table: string) => `item-${table}~`;
export const indexOf = (type: string, table: string, index: string) =>
  `index-${type.toLowerCase()}~${table}~${index}~`;
export const definitionOf = (table: string) => `table~${table}`;
export const range = (prefix: string) => ({ gte: prefix, lt: `${prefix}\u00ff` });

function promised<T>(start: (done: Callback<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error ? reject(awsError(error)) : resolve(value as T)));
  });
}

function awsError(error: unknown): Error {
  const { body, statusCode } = error as { body?: Record<string, unknown>; statusCode?: number };
  if (!body) return error as Error;
  const { __type, message, Message, ...details } = body;
  return new AwsError(
    String(__type).split("#").at(-1) ?? "ValidationException",
    String(message ?? Message ?? ""),
    statusCode,
    details,
  );
}
