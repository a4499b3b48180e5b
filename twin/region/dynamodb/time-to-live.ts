/** Time to live: a sweeper that deletes what has expired, as DynamoDB does, some time after it expired. */
import type { Clock } from "../../clock.ts";
import type { Database } from "./database.ts";
import { type Item, storedItem } from "./dynalite.ts";
import { stage } from "./staging.ts";

const SWEEP_EVERY_MS = 60_000;
/** DynamoDB takes an older timestamp for a mistake and lets the item live. */
const FIVE_YEARS_S = 5 * 365 * 24 * 3600;

/** Returns what stops it. */
export function startSweeper(database: Database, clock: Clock): () => Promise<void> {
  let sweeping: Promise<void> | undefined;
  const stop = clock.every(SWEEP_EVERY_MS, () => {
    sweeping ??= sweep(database, clock).finally(() => {
      sweeping = undefined;
    });
  });
  return async () => {
    stop();
    await sweeping;
  };
}

async function sweep(database: Database, clock: Clock): Promise<void> {
  for (const [table, { ttlAttribute }] of database.tables) {
    if (!ttlAttribute) continue;
    const expired = (item: Item | undefined) => isExpired(item, ttlAttribute, clock.now() / 1000);
    for await (const [storageKey, item] of database.items(table)) {
      if (!expired(item)) continue;
      await database.exclusive(async () => {
        // It may have been renewed or deleted since the sweep saw it.
        const current = await storedItem(database.store, table, storageKey);
        if (!current || !expired(current)) return;
        const staging = stage(database.store);
        const keys = database.tables.get(table)?.description.KeySchema ?? [];
        const key = Object.fromEntries(keys.map((k) => [k.AttributeName, current[k.AttributeName] ?? {}]));
        await database.operate(staging, "DeleteItem", { TableName: table, Key: key });
        await database.commit(staging, "ttl");
      });
    }
  }
}

function isExpired(item: Item | undefined, attribute: string, nowSeconds: number): boolean {
  const value = item?.[attribute]?.N;
  if (value === undefined) return false;
  const end = Number(value);
  return end < nowSeconds && end > nowSeconds - FIVE_YEARS_S;
}
