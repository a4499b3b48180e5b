/** Global tables: every committed write reaches the other regions; of two writes of one item the later one stays. */
import type { Change, DynamoDb, ReplicaWrite } from "../../region/dynamodb/dynamodb.ts";
import type { ReplicatedTable } from "../../region/dynamodb/graph-tables.ts";
import { newer, type Version } from "../../region/dynamodb/versions.ts";
import type { Send, Transport } from "./transport.ts";

export interface TableReplicationArgs {
  readonly transport: Transport;
  readonly regions: ReadonlyMap<string, DynamoDb>;
  readonly tables: readonly ReplicatedTable[];
}

/** Returns what ends it. */
export function replicateTables({ transport, regions, tables }: TableReplicationArgs): () => void {
  let ended = false;
  const ends = [...regions].flatMap(([from, source]) => {
    const sends = new Map<string, Send<ReplicaWrite>>();
    for (const [to, target] of regions) {
      if (to === from) continue;
      const send = transport.link<ReplicaWrite>(from, to, (write) => target.applyReplica(write));
      sends.set(to, send);
      for (const { name, regions: homes } of tables) {
        if (!homes.includes(from) || !homes.includes(to)) continue;
        catchUp(name, source, target, send).catch((error) => {
          // The tables may close under it.
          if (!ended) throw error;
        });
      }
    }
    return source.onChange((change) => {
      if (change.source === "replica") return;
      const homes = tables.find((table) => table.name === change.table)?.regions ?? [];
      for (const [to, send] of sends) {
        if (homes.includes(to)) send(replicaOf(change), millis(change.version));
      }
    });
  });
  return () => {
    ended = true;
    for (const end of ends) end();
  };
}

function replicaOf({ table, key, after, version }: Change): ReplicaWrite {
  return { table, key, item: after, version };
}

/** What was written before replication started, or had not arrived when the twin last stopped. */
async function catchUp(
  table: string,
  source: DynamoDb,
  target: DynamoDb,
  send: Send<ReplicaWrite>,
): Promise<void> {
  const there = new Map<string, Version>();
  for await (const version of target.versions(table)) there.set(version.storageKey, version);
  for await (const { storageKey, key, ...version } of source.versions(table)) {
    if (!newer(version, there.get(storageKey))) continue;
    const item = version.deleted ? undefined : await source.item(table, key);
    send({ table, key, item, version }, millis(version));
  }
}

const millis = ({ at }: Version) => at / 1000;
