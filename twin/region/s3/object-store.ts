/** Objects and their versions, in memory and, when there is a folder, in two files a version beside it. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

const Metadata = z.object({
  key: z.string(),
  /** "null" in a bucket without versioning. */
  versionId: z.string(),
  /** Microseconds since the epoch: the latest version is the current one, wherever it was written. */
  at: z.number(),
  deleteMarker: z.boolean(),
  etag: z.string(),
  /** Base64 CRC-32 of the content. */
  crc32: z.string(),
  /** Content-Type and the like, and x-amz-meta-*. */
  headers: z.record(z.string(), z.string()),
  replication: z.enum(["PENDING", "COMPLETED", "REPLICA"]).optional(),
});

export type Metadata = z.infer<typeof Metadata>;
export interface ObjectVersion extends Metadata {
  readonly content: Buffer;
}

export interface ObjectStore {
  /** Newest first; empty for a key that never was. */
  versions(bucket: string, key: string): readonly ObjectVersion[];
  keys(bucket: string): string[];
  put(bucket: string, version: ObjectVersion): void;
  remove(bucket: string, key: string, versionId: string): void;
}

/** @throws a sentence when stored objects cannot be read */
export function openObjectStore(buckets: readonly string[], dataDir?: string): ObjectStore {
  const stored = new Map<string, Map<string, ObjectVersion[]>>(buckets.map((bucket) => [bucket, new Map()]));
  const add = (bucket: string, version: ObjectVersion) => {
    const keys = stored.get(bucket);
    const others = (keys?.get(version.key) ?? []).filter((v) => v.versionId !== version.versionId);
    keys?.set(
      version.key,
      [version, ...others].sort((a, b) => b.at - a.at),
    );
  };
  const disk = dataDir ? folder(dataDir) : undefined;
  for (const bucket of buckets) for (const version of disk?.load(bucket) ?? []) add(bucket, version);

  return {
    versions: (bucket, key) => stored.get(bucket)?.get(key) ?? [],
    keys: (bucket) => [...(stored.get(bucket)?.keys() ?? [])].sort(byBytes),
    put(bucket, version) {
      disk?.write(bucket, version);
      add(bucket, version);
    },
    remove(bucket, key, versionId) {
      const keys = stored.get(bucket);
      const left = (keys?.get(key) ?? []).filter((version) => version.versionId !== versionId);
      if (left.length) keys?.set(key, left);
      else keys?.delete(key);
      disk?.remove(bucket, key, versionId);
    },
  };
}

/** S3 lists keys in the order of their UTF-8 bytes. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function folder(dataDir: string) {
  const fileOf = (bucket: string, key: string, versionId: string) =>
    path.join(dataDir, bucket, `${Buffer.from(key).toString("base64url").slice(0, 100)}.${versionId}`);
  return {
    load(bucket: string): ObjectVersion[] {
      const dir = path.join(dataDir, bucket);
      mkdirSync(dir, { recursive: true });
      return readdirSync(dir)
        .filter((name) => name.endsWith(".json"))
        .map((name) => {
          const file = path.join(dir, name);
          try {
            const metadata = Metadata.parse(JSON.parse(readFileSync(file, "utf8")));
            return { ...metadata, content: readFileSync(file.replace(/json$/, "content")) };
          } catch (error) {
            throw new Error(
              `The object in ${file} cannot be read (${(error as Error).message}). Move that file away, or give another folder with --state.`,
            );
          }
        });
    },
    write(bucket: string, { content, ...metadata }: ObjectVersion): void {
      const file = fileOf(bucket, metadata.key, metadata.versionId);
      writeFileSync(`${file}.content`, content);
      // Last, and moved into place: an object is there once its description is.
      writeFileSync(`${file}.new`, JSON.stringify(metadata));
      renameSync(`${file}.new`, `${file}.json`);
    },
    remove(bucket: string, key: string, versionId: string): void {
      const file = fileOf(bucket, key, versionId);
      rmSync(`${file}.json`, { force: true });
      rmSync(`${file}.content`, { force: true });
    },
  };
}
