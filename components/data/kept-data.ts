/** What a region keeps: its key, and all that is encrypted with it. */
import type { Names } from "../naming.ts";
import type { PrimaryInputs } from "../primary-outputs.ts";
import type { Part } from "../tags.ts";
import { DataKey } from "./data-key.ts";
import { GlobalTables } from "./global-tables.ts";
import { MediaBuckets } from "./media-buckets.ts";
import { Secrets } from "./secrets.ts";

export interface KeptDataArgs {
  readonly prefix: string;
  readonly names: Names;
  readonly region: string;
  readonly peerRegion?: string;
  /** What the primary's stack made for both regions. @default this is the primary, and makes it */
  readonly primary?: PrimaryInputs;
  readonly part: Part;
}

export interface KeptData {
  readonly key: DataKey;
  readonly tables: GlobalTables;
  readonly secrets: Secrets;
  readonly media: MediaBuckets;
}

export function createKeptData(name: string, { primary, part, ...place }: KeptDataArgs): KeptData {
  const key = new DataKey(`${name}-data`, { ...place, replicaOf: primary?.dataKeyArn }, part("data-key"));
  const kept = { ...place, key };
  return {
    key,
    tables: new GlobalTables(`${name}-tables`, { ...kept, replicaOf: primary?.tableArns }, part("tables")),
    secrets: new Secrets(
      `${name}-secrets`,
      { ...kept, replicaOf: primary?.secretArns },
      part("secrets", "secret"),
    ),
    media: new MediaBuckets(
      `${name}-media`,
      { ...kept, replicaOf: primary?.mediaBuckets },
      part("media", "personal"),
    ),
  };
}
