/** Leaves a store to somebody's own point of sale, and says in a file how to reach everything. */
import { writeFileSync } from "node:fs";
import { callerResolver } from "./outside/caller.ts";
import type { Listening } from "./outside/listen.ts";
import { openPublicDoor } from "./outside/public-door.ts";
import type { Twin } from "./twin.ts";

export interface Store {
  readonly clientId: string;
  readonly storeId: string;
}

/** A configuration as examples/pos-client reads it. */
export interface PosClientConfig extends Store {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly regions: readonly {
    readonly name: string;
    readonly queueUrl: string;
    readonly endpoint: string;
    readonly credentials: object;
  }[];
  readonly acceptMinutes: number;
}

export interface LeftStore {
  /** Where the point of sale reaches the public name. */
  readonly door: Listening;
  /** The twin's own point of sale goes on. */
  readonly comeBack: () => void;
}

export async function leaveStore(twin: Twin, store: Store, file: string): Promise<LeftStore> {
  const left = await twin.pos.leave(store.clientId, store.storeId);
  const { clock, publicHost, route53 } = twin;
  const resolve = callerResolver({ clock, dnsServer: route53.server, originAt: route53.originAt });
  const door = await openPublicDoor({ publicHost, resolve }, clock);
  writeFileSync(file, `${JSON.stringify(posClientConfig(store, left, door.origin), null, 2)}\n`, {
    mode: 0o600,
  });
  return { door, comeBack: left.comeBack };
}

export function posClientConfig(
  store: Store,
  { apiKey, queues }: Pick<Awaited<ReturnType<Twin["pos"]["leave"]>>, "apiKey" | "queues">,
  apiUrl: string,
): PosClientConfig {
  return {
    ...store,
    apiUrl,
    apiKey,
    regions: queues.map(({ name, queueUrl, endpoint, credentials }) => {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      return { name, queueUrl, endpoint, credentials: { accessKeyId, secretAccessKey, sessionToken } };
    }),
    acceptMinutes: 35,
  };
}
