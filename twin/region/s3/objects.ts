/** PutObject, GetObject, HeadObject and DeleteObject over the store, with versions. */
import { createHash } from "node:crypto";
import { type AwsCall, AwsError, type AwsReply } from "../aws-service.ts";
import { contentOf } from "./body.ts";
import type { Bucket } from "./buckets.ts";
import type { ObjectStore, ObjectVersion } from "./object-store.ts";
import { rangeOf } from "./range.ts";

export interface Objects {
  put(bucket: Bucket, key: string, call: AwsCall): AwsReply;
  get(bucket: Bucket, key: string, versionId: string | undefined, call: AwsCall): AwsReply;
  remove(bucket: Bucket, key: string, versionId: string | undefined): AwsReply;
}

/** Headers that are kept with an object and given back with it. */
const KEPT =
  /^(content-type|content-language|content-disposition|content-encoding|cache-control|expires|x-amz-meta-.+)$/;

/** @param written Told of every new version, after it is stored. */
export function createObjects(
  store: ObjectStore,
  now: () => number,
  written: (bucket: Bucket, version: ObjectVersion) => void,
): Objects {
  let last = 0;
  const add = (
    bucket: Bucket,
    version: Omit<ObjectVersion, "at" | "versionId" | "replication">,
  ): ObjectVersion => {
    // Later than what it replaces, even if that came from a region whose clock is ahead.
    const current = store.versions(bucket.name, version.key)[0];
    last = Math.max(Math.round(now() * 1000), last + 1, (current?.at ?? 0) + 1);
    const replicated = bucket.replication.some(
      (rule) => version.key.startsWith(rule.prefix) && (rule.deleteMarkers || !version.deleteMarker),
    );
    const added: ObjectVersion = {
      ...version,
      at: last,
      versionId: bucket.versioned ? versionIdOf(bucket.name, version.key, last) : "null",
      ...(replicated && { replication: "PENDING" }),
    };
    store.put(bucket.name, added);
    written(bucket, added);
    return added;
  };

  return {
    put(bucket, key, call) {
      refuseUnlessMatching(call, store.versions(bucket.name, key)[0]);
      const { bytes, crc32, etag } = contentOf(call);
      const headers = Object.fromEntries(
        Object.entries(call.headers)
          .filter(([name]) => KEPT.test(name))
          .map(([name, value]) => [name, String(value)])
          .map(([name, value]) =>
            name === "content-encoding" ? [name, value?.replace(/,?\s*aws-chunked\s*,?/, "")] : [name, value],
          )
          .filter(([, value]) => value !== ""),
      );
      const version = add(bucket, { key, deleteMarker: false, etag, crc32, headers, content: bytes });
      return {
        status: 200,
        headers: { etag, "x-amz-checksum-crc32": crc32, ...versionHeaders(bucket, version) },
      };
    },
    get(bucket, key, versionId, call) {
      const version = find(store.versions(bucket.name, key), key, versionId);
      const headers: Record<string, string> = {
        "content-type": "binary/octet-stream",
        ...version.headers,
        etag: version.etag,
        "last-modified": new Date(version.at / 1000).toUTCString(),
        "accept-ranges": "bytes",
        ...versionHeaders(bucket, version),
        ...(version.replication && { "x-amz-replication-status": version.replication }),
      };
      for (const [name, value] of call.query) {
        if (name.startsWith("response-")) headers[name.slice("response-".length)] = value;
      }
      if (call.headers["if-none-match"] === version.etag) return { status: 304, headers };
      if (call.headers["if-match"] && call.headers["if-match"] !== version.etag) throw preconditionFailed();
      const { content } = version;
      const range = rangeOf(call.headers.range, content.length);
      if (range) {
        const { start, end } = range;
        return {
          status: 206,
          headers: {
            ...headers,
            ...length(end - start + 1),
            "content-range": `bytes ${start}-${end}/${content.length}`,
          },
          body: content.subarray(start, end + 1),
        };
      }
      if (call.headers["x-amz-checksum-mode"]) headers["x-amz-checksum-crc32"] = version.crc32;
      return { status: 200, headers: { ...headers, ...length(content.length) }, body: content };
    },
    remove(bucket, key, versionId) {
      if (versionId || !bucket.versioned) {
        const id = versionId ?? "null";
        const version = store.versions(bucket.name, key).find((v) => v.versionId === id);
        store.remove(bucket.name, key, id);
        return {
          status: 204,
          headers: {
            ...(versionId && { "x-amz-version-id": versionId }),
            ...(version?.deleteMarker && { "x-amz-delete-marker": "true" }),
          },
        };
      }
      const empty = { etag: "", crc32: "", headers: {}, content: Buffer.alloc(0) };
      const marker = add(bucket, { key, deleteMarker: true, ...empty });
      return {
        status: 204,
        headers: { "x-amz-delete-marker": "true", "x-amz-version-id": marker.versionId },
      };
    },
  };
}

function find(versions: readonly ObjectVersion[], key: string, versionId: string | undefined): ObjectVersion {
  const version = versionId ? versions.find((v) => v.versionId === versionId) : versions[0];
  if (version && !version.deleteMarker) return version;
  if (version && versionId) {
    throw new AwsError("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  }
  if (versionId) throw new AwsError("NoSuchVersion", "The specified version does not exist.", 404);
  throw new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
}

function refuseUnlessMatching({ headers }: AwsCall, current: ObjectVersion | undefined): void {
  const etag = current && !current.deleteMarker ? current.etag : undefined;
  if (headers["if-none-match"] === "*" && etag) throw preconditionFailed();
  if (headers["if-match"] && headers["if-match"] !== etag) throw preconditionFailed();
}

function preconditionFailed(): AwsError {
  return new AwsError(
    "PreconditionFailed",
    "At least one of the pre-conditions you specified did not hold",
    412,
  );
}

function versionHeaders(bucket: Bucket, { versionId }: ObjectVersion): Record<string, string> {
  return {
    ...(bucket.versioned && { "x-amz-version-id": versionId }),
    ...(bucket.kmsKeyArn
      ? {
          "x-amz-server-side-encryption": "aws:kms",
          "x-amz-server-side-encryption-aws-kms-key-id": bucket.kmsKeyArn,
        }
      : { "x-amz-server-side-encryption": "AES256" }),
  };
}

const length = (bytes: number) => ({ "content-length": String(bytes) });

function versionIdOf(bucket: string, key: string, at: number): string {
  return createHash("sha256").update(`${bucket}/${key}@${at}`).digest("base64url").slice(0, 32);
}
