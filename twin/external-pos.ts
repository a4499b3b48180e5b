/** Leaves a store to somebody's own point of sale, and says in a file how to reach everything. */
import { writeFileSync } from "node:fs";
import type { Twin } from "./twin.ts";

export interface Store {
  readonly clientId: string;
  readonly storeId: string;
}

/** A configuration as examples/pos-client reads it. */
export interface PosClientConfig extends Store {
  readonly apiUrl: string;
  readonly apiHost: string;
  readonly apiKey: string;
  readonly regions: readonly {
    readonly name: string;
    readonly queueUrl: string;
    readonly endpoint: string;
    readonly credentials: object;
  }[];
  readonly acceptMinutes: number;
}

export async function leaveStore(twin: Twin, store: Store, file: string): Promise<void> {
  const { apiKey, queues } = await twin.pos.leave(store.clientId, store.storeId);
  writeFileSync(file, `${JSON.stringify(posClientConfig(twin, store, { apiKey, queues }), null, 2)}\n`, {
    mode: 0o600,
  });
}

export function posClientConfig(
  twin: Twin,
  store: Store,
  { apiKey, queues }: Pick<Awaited<ReturnType<Twin["pos"]["leave"]>>, "apiKey" | "queues">,
): PosClientConfig {
  // The twin has no name that this machine's DNS knows: one region's address, under the public name.
  const active = twin.regions.get(twin.activeRegion() ?? "") ?? [...twin.regions.values()][0];
  return {
    ...store,
    apiUrl: active!.apiOrigin,
    apiHost: twin.publicHost,
    apiKey,
    regions: queues.map(({ name, queueUrl, endpoint, credentials }) => {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      return { name, queueUrl, endpoint, credentials: { accessKeyId, secretAccessKey, sessionToken } };
    }),
    acceptMinutes: 35,
  };
}
