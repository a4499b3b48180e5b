/**
 * ElastiCache of one region, from the graph: a server for each replication group. It lets in who signed for a user of the
 * group's, as IAM lets them; it speaks no TLS, and users may use every command.
 */
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import type { TwinEvents } from "../../events.ts";
import type { Principals } from "../iam/principals.ts";
import { type CacheServer, startCacheServer } from "./server.ts";
import { type CacheSettings, cacheSettings } from "./settings.ts";

export interface ElastiCacheOptions {
  readonly region: string;
  readonly resources: readonly GraphResource[];
  readonly principals: Principals;
  readonly clock: Clock;
  readonly events: TwinEvents;
}

export interface ElastiCache {
  /** "127.0.0.1:<port>" by a group's name. */
  readonly addresses: Readonly<Record<string, string>>;
  /** A text in which each URL of a group is the URL of its server here, without TLS. */
  localized(text: string): string;
  /** Dark: every connection, open or new, is cut; what it stored is gone. */
  setDark(dark: boolean): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error with a sentence for each group that AWS would refuse, or that cannot be played. */
export async function startElastiCache(options: ElastiCacheOptions): Promise<ElastiCache> {
  const running: { readonly settings: CacheSettings; readonly server: CacheServer }[] = [];
  const close = async () => {
    for (const { server } of running.splice(0)) await server.close();
  };
  try {
    for (const settings of cacheSettings(options.resources))
      running.push({ settings, server: await startCacheServer({ ...options, settings }) });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    addresses: Object.fromEntries(running.map(({ settings, server }) => [settings.name, server.address])),
    localized: (text) =>
      running.reduce(
        (result, { settings, server }) =>
          settings.endpoints.reduce((url, endpoint) => withoutTls(url, endpoint, server.address), result),
        text,
      ),
    async setDark(dark) {
      await Promise.all(running.map(({ server }) => server.setDark(dark)));
    },
    close,
  };
}

/** "rediss://user@<endpoint>" becomes "redis://user@<address>". */
function withoutTls(text: string, endpoint: string, address: string): string {
  const escaped = endpoint.replace(/[.]/g, "\\.");
  return text.replace(new RegExp(`\\brediss?://([^/\\s@]*@)?${escaped}`, "g"), `redis://$1${address}`);
}
