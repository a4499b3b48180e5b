/**
 * What functions keep near at hand for a while, in the region's cache. It speeds up and is never needed: where there is
 * none, or it fails, or is late, nothing is found in it and nothing kept.
 */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/logger.ts";
import { cacheToken } from "./cache-token.ts";
import { type Connection, connect, type Reply } from "./resp.ts";

/** Tenant first: keys of two tenants never meet. Nothing here throws. */
export interface Cache {
  /** undefined for what is not there, as for what cannot be read. */
  get(clientId: string, key: string): Promise<unknown>;
  put(clientId: string, key: string, value: unknown, seconds: number): Promise<void>;
  forget(clientId: string, key: string): Promise<void>;
}

export interface CacheOptions {
  /** "rediss://<user>@<host>:6379" @default no cache */
  readonly url?: string;
  /** Of the replication group. */
  readonly name?: string;
  /** Any client of the SDK: its credentials sign. */
  readonly client: Pick<DynamoDBDocumentClient, "config">;
  readonly clock: Clock;
  readonly log: Log;
}

const connectMs = 500;
/** The table takes about 10. */
const answerMs = 100;
/** After a failure nobody waits for it again for so long. */
const restMs = 5_000;

/** One for a function, made when it starts; it connects when it is first used. */
export function openCache({ url, name, client, clock, log }: CacheOptions): Cache {
  if (!url || !name) return noCache;
  const target = new URL(url);
  const user = decodeURIComponent(target.username);
  let connection: Promise<Connection> | undefined;
  let restUntil = 0;

  async function open(): Promise<Connection> {
    const opened = await connect(target, connectMs);
    try {
      await opened.send(["AUTH", user, await cacheToken(client, name!, user)], connectMs);
    } catch (error) {
      opened.close();
      throw error;
    }
    return opened;
  }
  async function connected(): Promise<Connection> {
    const current = connection;
    const known = await current;
    if (known?.open) return known;
    // Of several that find it closed at the same time, the first opens it again.
    if (connection === current) connection = open();
    connection ??= open();
    return connection;
  }
  function rest(error: unknown): void {
    const failed = connection;
    connection = undefined;
    restUntil = clock().getTime() + restMs;
    failed?.then(
      (known) => known.close(),
      () => {},
    );
    log.warn("The cache does not answer; the tables do.", { error });
  }
  async function command(...parts: readonly string[]): Promise<Reply> {
    if (clock().getTime() < restUntil) return null;
    try {
      return await (await connected()).send(parts, answerMs);
    } catch (error) {
      if (clock().getTime() >= restUntil) rest(error);
      return null;
    }
  }
  const keyOf = (clientId: string, key: string) => `${clientId}:${key}`;
  return {
    async get(clientId, key) {
      const text = await command("GET", keyOf(clientId, key));
      if (typeof text !== "string") return undefined;
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return undefined;
      }
    },
    async put(clientId, key, value, seconds) {
      await command("SET", keyOf(clientId, key), JSON.stringify(value), "EX", String(seconds));
    },
    async forget(clientId, key) {
      await command("DEL", keyOf(clientId, key));
    },
  };
}

const noCache: Cache = {
  get: async () => undefined,
  put: async () => {},
  forget: async () => {},
};
