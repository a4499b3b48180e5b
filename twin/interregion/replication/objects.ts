/** Replication of buckets, as their rules say: new versions and delete markers, never copies of copies. */
import type { ObjectVersion } from "../../region/s3/object-store.ts";
import type { S3 } from "../../region/s3/s3.ts";
import type { Transport } from "./transport.ts";

export interface ObjectReplicationArgs {
  readonly transport: Transport;
  readonly regions: ReadonlyMap<string, S3>;
}

/** Returns what ends it. */
export function replicateObjects({ transport, regions }: ObjectReplicationArgs): () => void {
  const homeOf = (bucket: string) =>
    [...regions].find(([, s3]) => s3.buckets.some((candidate) => candidate.name === bucket));

  const ends = [...regions].flatMap(([region, source]) =>
    source.buckets.flatMap((bucket) =>
      bucket.replication.flatMap((rule) => {
        const [home, target] = homeOf(rule.destination) ?? [];
        if (!home || !target) return [];
        const send = transport.link<ObjectVersion>(region, home, (version) => {
          // S3 reads what it copies only then: what was deleted for good meanwhile is nowhere any more.
          if (!source.has(bucket.name, version.key, version.versionId)) return;
          target.applyReplica(rule.destination, version);
          source.markReplicated(bucket.name, version.key, version.versionId);
        });
        const carry = (version: ObjectVersion) => {
          const meant = version.key.startsWith(rule.prefix) && (rule.deleteMarkers || !version.deleteMarker);
          if (meant) send(version, version.at / 1000);
        };
        // What had not arrived when the twin last stopped.
        for (const version of source.versions(bucket.name).reverse()) {
          if (version.replication === "PENDING") carry(version);
        }
        return [source.onWrite((write) => write.bucket.name === bucket.name && carry(write.version))];
      }),
    ),
  );
  return () => {
    for (const end of ends) end();
  };
}
