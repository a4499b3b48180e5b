/** What AWS carries between the regions by itself: items of global tables, objects of buckets, values of secrets. */
import type { Clock } from "../../clock.ts";
import type { Graph } from "../../engine/graph.ts";
import type { DynamoDb } from "../../region/dynamodb/dynamodb.ts";
import { replicatedTables } from "../../region/dynamodb/graph-tables.ts";
import type { S3 } from "../../region/s3/s3.ts";
import type { SecretsManager } from "../../region/secretsmanager/secretsmanager.ts";
import { replicateObjects } from "./objects.ts";
import { replicateSecrets } from "./secrets.ts";
import { replicateTables } from "./tables.ts";
import { createTransport, type Figures } from "./transport.ts";

export interface ReplicatedRegion {
  readonly dark: boolean;
  readonly dynamodb: DynamoDb;
  readonly s3: S3;
  readonly secretsManager: SecretsManager;
}

export interface ReplicationArgs {
  readonly graph: Graph;
  /** By name. A dark region neither sends nor receives, and catches up when it is back. */
  readonly regions: ReadonlyMap<string, ReplicatedRegion>;
  readonly clock: Clock;
  /** From a write to its arrival. @default 500 */
  readonly lagMs?: number;
}

export interface Replication {
  figures(): Figures;
  /** Nothing arrives until `resume`; nothing is lost either. */
  pause(): void;
  resume(): void;
  setLag(ms: number): void;
  stop(): void;
}

export function startReplication({ graph, regions, clock, lagMs = 500 }: ReplicationArgs): Replication {
  const transport = createTransport({
    clock,
    lagMs,
    isDark: (region) => regions.get(region)?.dark ?? true,
  });
  const part = <K extends keyof ReplicatedRegion>(name: K) =>
    new Map([...regions].map(([region, parts]) => [region, parts[name]]));
  const ends = [
    replicateTables({ transport, regions: part("dynamodb"), tables: replicatedTables(graph) }),
    replicateObjects({ transport, regions: part("s3") }),
    replicateSecrets({ transport, regions: part("secretsManager"), clock }),
  ];
  return {
    figures: transport.figures,
    pause: transport.pause,
    resume: transport.resume,
    setLag: transport.setLag,
    stop() {
      for (const end of ends) end();
      transport.stop();
    },
  };
}
