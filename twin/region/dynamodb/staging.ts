/**
 * A store in which writes are only collected. One request, or a whole transaction, runs against it; then everything that
 * it wrote, items and index entries alike, is committed as one atomic batch, or nothing is.
 */
import { type BatchOperation, type Item, indexOf, itemsOf, type Store, type SubStore } from "./dynalite.ts";

export interface StagedWrite {
  readonly table: string;
  /** The item's place within its table. */
  readonly storageKey: string;
  readonly before: Item | undefined;
  /** Undefined for a delete. */
  readonly after: Item | undefined;
}

export interface Staging {
  /** What the engine's actions are given instead of the real store. */
  readonly store: Store;
  readonly writes: readonly StagedWrite[];
  readonly batch: readonly BatchOperation[];
}

export function stage(store: Store): Staging {
  const writes: StagedWrite[] = [];
  const batch: BatchOperation[] = [];

  const collecting = (
    prefix: string,
    real: SubStore,
    written: (key: string, value?: Item) => void,
  ): SubStore => ({
    // Writers take turns before they come here.
    lock: (_, exec) => exec((done) => done),
    get: (key, done) => real.get(key, done),
    put(key, value, done) {
      batch.push({ type: "put", key: prefix + key, value });
      written(key, value as Item);
      done(null);
    },
    del(key, done) {
      batch.push({ type: "del", key: prefix + key });
      written(key);
      done(null);
    },
  });

  const getItemDb = (table: string): SubStore => {
    const real = store.getItemDb(table);
    const read = new Map<string, Item | undefined>();
    const collected = collecting(itemsOf(table), real, (storageKey, after) => {
      const before = read.get(storageKey);
      if (before || after) writes.push({ table, storageKey, before, after });
    });
    return {
      ...collected,
      get: (key, done) =>
        real.get(key, (error, item) => {
          // The action may go on to change what it was given.
          read.set(key, item && structuredClone(item));
          done(error, item);
        }),
    };
  };
  const getIndexDb = (type: string, table: string, index: string): SubStore =>
    collecting(indexOf(type, table, index), store.getIndexDb(type, table, index), () => {});

  return { store: Object.assign(Object.create(store), { getItemDb, getIndexDb }) as Store, writes, batch };
}
