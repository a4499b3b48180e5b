/** ListObjectsV2 and ListObjectVersions. */
import type { AwsReply } from "../aws-service.ts";
import { escapeXml } from "../endpoint/encode-error.ts";
import type { Bucket } from "./buckets.ts";
import type { ObjectStore, ObjectVersion } from "./object-store.ts";

const MAX_KEYS = 1000;

/** Keys and, with a delimiter, the common beginnings of keys, a page at a time. */
export function listObjects(store: ObjectStore, bucket: Bucket, query: URLSearchParams): AwsReply {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const token = query.get("continuation-token");
  const after = token ? Buffer.from(token, "base64url").toString() : (query.get("start-after") ?? "");
  const limit = Math.min(Number(query.get("max-keys") ?? MAX_KEYS), MAX_KEYS);

  const entries = new Map<string, ObjectVersion | undefined>();
  for (const key of store.keys(bucket.name)) {
    const [current] = store.versions(bucket.name, key);
    if (!current || current.deleteMarker || !key.startsWith(prefix)) continue;
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (cut >= 0) entries.set(key.slice(0, cut + delimiter.length), undefined);
    else entries.set(key, current);
  }
  const rest = [...entries].filter(([name]) => Buffer.compare(Buffer.from(name), Buffer.from(after)) > 0);
  const page = rest.slice(0, limit);
  const truncated = rest.length > page.length;
  const last = page.at(-1)?.[0] ?? after;
  return xml("ListBucketResult", [
    element("Name", bucket.name),
    element("Prefix", encoded(prefix, query)),
    ...(delimiter ? [element("Delimiter", encoded(delimiter, query))] : []),
    ...(query.get("encoding-type") ? [element("EncodingType", "url")] : []),
    element("MaxKeys", String(limit)),
    element("KeyCount", String(page.length)),
    element("IsTruncated", String(truncated)),
    ...(token ? [element("ContinuationToken", token)] : []),
    ...(truncated ? [element("NextContinuationToken", Buffer.from(last).toString("base64url"))] : []),
    ...page.map(([name, version]) =>
      version
        ? nested("Contents", [
            element("Key", encoded(name, query)),
            element("LastModified", timeOf(version)),
            element("ETag", version.etag),
            element("Size", String(version.content.length)),
            element("StorageClass", "STANDARD"),
          ])
        : nested("CommonPrefixes", [element("Prefix", encoded(name, query))]),
    ),
  ]);
}

/** Every version and delete marker, newest first within a key. */
export function listVersions(store: ObjectStore, bucket: Bucket, query: URLSearchParams): AwsReply {
  const prefix = query.get("prefix") ?? "";
  const keys = store.keys(bucket.name).filter((key) => key.startsWith(prefix));
  return xml("ListVersionsResult", [
    element("Name", bucket.name),
    element("Prefix", encoded(prefix, query)),
    element("IsTruncated", "false"),
    ...(query.get("encoding-type") ? [element("EncodingType", "url")] : []),
    ...keys.flatMap((key) =>
      store
        .versions(bucket.name, key)
        .map((version, n) =>
          nested(version.deleteMarker ? "DeleteMarker" : "Version", [
            element("Key", encoded(key, query)),
            element("VersionId", version.versionId),
            element("IsLatest", String(n === 0)),
            element("LastModified", timeOf(version)),
            ...(version.deleteMarker
              ? []
              : [
                  element("ETag", version.etag),
                  element("Size", String(version.content.length)),
                  element("StorageClass", "STANDARD"),
                ]),
          ]),
        ),
    ),
  ]);
}

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

export function xml(root: string, children: readonly string[]): AwsReply {
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${children.join("")}</${root}>`,
  };
}

export function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

function nested(name: string, children: readonly string[]): string {
  return `<${name}>${children.join("")}</${name}>`;
}

/** The SDK may ask for keys in URL encoding, since XML cannot hold every character. */
function encoded(text: string, query: URLSearchParams): string {
  return query.get("encoding-type") === "url" ? encodeURIComponent(text).replaceAll("%2F", "/") : text;
}

const timeOf = ({ at }: ObjectVersion) => new Date(at / 1000).toISOString();
