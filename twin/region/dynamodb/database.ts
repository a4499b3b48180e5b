/** One region's tables: the only place that commits, so that every write has a version, and every change is told. */
import { EventEmitter } from "node:events";
import type { Clock } from "../../clock.ts";
import {
  createStore,
  type Item,
  itemsOf,
  type Operation,
  type ParsedRequest,
  range,
  run,
  type Store,
  tableOf,
} from "./dynalite.ts";
import { openFolder } from "./folder.ts";
import { refuseIndexKeys } from "./index-keys.ts";
import type { Staging } from "./staging.ts";
import type { Table } from "./table.ts";
import { type Version, versionKey, versionsOf } from "./versions.ts";

/** One committed write of one item. */
export interface Change {
  readonly region: string;
  readonly table: string;
  /** The item's primary key. */
  readonly key: Item;
  readonly before?: Item;
  /** Absent for a delete. */
  readonly after?: Item;
  readonly version: Version;
  /** Who wrote: a caller, the time-to-live sweeper, or replication from another region. */
  readonly source: "client" | "ttl" | "replica";
}

export interface Database {
  readonly region: string;
  readonly store: Store;
  readonly tables: Map<string, Table>;
  readonly changes: EventEmitter<{ change: [Change] }>;
  /** Writers take turns: nobody else writes while `task` runs. */
  exclusive<T>(task: () => Promise<T>): Promise<T>;
  /** Runs one engine operation against a staging area. @throws AwsError, with nothing staged by it to be committed */
  operate(staging: Staging, operation: Operation, request: ParsedRequest): Promise<Record<string, unknown>>;
  commit(staging: Staging, source: Change["source"], version?: Version): Promise<void>;
  versionOf(table: string, storageKey: string): Promise<Version | undefined>;
  /** Every version of a table, tombstones included. */
  versions(table: string): AsyncIterable<StoredVersion>;
  items(table: string): AsyncIterable<readonly [storageKey: string, item: Item]>;
  close(): Promise<void>;
}

/** A version with the key of the item that it belongs to. */
export interface StoredVersion extends Version {
  readonly storageKey: string;
  readonly key: Item;
}

export interface DatabaseArgs {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  /** In memory when absent. */
  readonly dataDir?: string;
}

/** @throws a sentence when the folder cannot be opened */
export async function openDatabase({ region, accountId, clock, dataDir }: DatabaseArgs): Promise<Database> {
  const store = createStore(region, accountId, dataDir);
  await openFolder(store, dataDir);
  const tables = new Map<string, Table>();
  const changes = new EventEmitter<{ change: [Change] }>();
  changes.setMaxListeners(0);
  let turn: Promise<unknown> = Promise.resolve();
  let lastWrite = 0;

  const versionOf = (table: string, storageKey: string) =>
    store.db.get(versionKey(table, storageKey)) as Promise<Version | undefined>;

  /** Later than everything written here, and later than what it replaces, wherever that was written. */
  const nextVersion = (replaced: Version | undefined): Version => {
    lastWrite = Math.max(Math.round(clock.now() * 1000), lastWrite + 1, (replaced?.at ?? 0) + 1);
    return { at: lastWrite, region };
  };

  const keyOf = (table: string, item: Item): Item => {
    const schema = tables.get(table)?.description.KeySchema ?? [];
    return Object.fromEntries(schema.map((k) => [k.AttributeName, item[k.AttributeName] ?? {}]));
  };

  return {
    region,
    store,
    tables,
    changes,
    versionOf,
    exclusive(task) {
      const mine = turn.then(task, task);
      turn = mine.catch(() => {});
      return mine;
    },
    async operate(staging, operation, request) {
      const first = staging.writes.length;
      const reply = await run(operation, staging.store, request);
      for (const { table, after } of staging.writes.slice(first)) {
        if (after) refuseIndexKeys(await tableOf(store, table), after);
      }
      return reply;
    },
    async commit({ writes, batch }, source, given) {
      const versioned = await Promise.all(
        writes.map(async (write) => ({
          write,
          key: keyOf(write.table, write.after ?? write.before ?? {}),
          version: given ?? nextVersion(await versionOf(write.table, write.storageKey)),
        })),
      );
      await store.db.batch([
        ...batch,
        ...versioned.map(({ write, key, version }) => ({
          type: "put" as const,
          key: versionKey(write.table, write.storageKey),
          value: { ...version, key, ...(!write.after && { deleted: true }) },
        })),
      ]);
      for (const { write, key, version } of versioned) {
        const { table, before, after } = write;
        changes.emit("change", { region, table, key, before, after, version, source });
      }
    },
    async *versions(table) {
      const prefix = versionsOf(table);
      for await (const [name, value] of store.db.iterator(range(prefix))) {
        yield { ...(value as Version & { key: Item }), storageKey: name.slice(prefix.length) };
      }
    },
    async *items(table) {
      const prefix = itemsOf(table);
      for await (const [name, value] of store.db.iterator(range(prefix))) {
        yield [name.slice(prefix.length), value as Item];
      }
    },
    close: () => store.db.close(),
  };
}
