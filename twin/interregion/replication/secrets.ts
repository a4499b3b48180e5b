/** Replicas of secrets: the primary's versions and labels, as they were after each change. */
import type { Clock } from "../../clock.ts";
import type { SecretsManager } from "../../region/secretsmanager/secretsmanager.ts";
import type { Transport } from "./transport.ts";

export interface SecretReplicationArgs {
  readonly transport: Transport;
  readonly regions: ReadonlyMap<string, SecretsManager>;
  readonly clock: Clock;
}

/** Returns what ends it. */
export function replicateSecrets({ transport, regions, clock }: SecretReplicationArgs): () => void {
  const ends = [...regions].flatMap(([home, source]) =>
    source.definitions
      .filter(({ primaryRegion }) => primaryRegion === home)
      .flatMap(({ name, replicaRegions }) =>
        replicaRegions.flatMap((region) => {
          const target = regions.get(region);
          if (!target) return [];
          const replica = source.followReplica(name, region);
          const send = transport.link(home, region, (versions: ReturnType<typeof source.versions>) => {
            target.applyReplica(name, versions);
            replica.arrived(versions);
          });
          const carry = () => send(source.versions(name), clock.now());
          if (source.versions(name).length) carry();
          return [source.onChange((changed) => changed === name && carry())];
        }),
      ),
  );
  return () => {
    for (const end of ends) end();
  };
}
