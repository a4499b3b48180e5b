/** Which S3 operation a request is, on which bucket and key. */
import { type AwsCall, AwsError, type Permission } from "../aws-service.ts";
import type { Bucket } from "./buckets.ts";

export type Operation =
  | "PutObject"
  | "GetObject"
  | "HeadObject"
  | "DeleteObject"
  | "ListObjectsV2"
  | "ListObjectVersions"
  | "HeadBucket"
  | "GetBucketLocation"
  | "GetBucketVersioning";

export interface S3Request {
  readonly operation: Operation;
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** Query parameters that make a request something else than the plain operation on an object or a bucket. */
const subresources = [
  "acl",
  "attributes",
  "cors",
  "delete",
  "encryption",
  "legal-hold",
  "lifecycle",
  "location",
  "logging",
  "notification",
  "object-lock",
  "policy",
  "policyStatus",
  "publicAccessBlock",
  "replication",
  "restore",
  "retention",
  "select",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versioning",
  "versions",
  "website",
] as const;

/** @throws AwsError NotImplemented for what the twin's S3 does not serve */
export function requestOf({ method, path, query, headers }: AwsCall): S3Request {
  const [, bucket = "", rest = ""] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const key = decodeURIComponent(rest);
  const sub = subresources.find((name) => query.has(name));
  const operation = key ? onObject(method, sub, headers) : onBucket(method, sub, query);
  if (!bucket || !operation) {
    throw new AwsError(
      "NotImplemented",
      `The twin's S3 does not serve ${method} ${bucket ? (key ? "of an object" : "of a bucket") : "of the account"}${sub ? ` with ?${sub}` : ""}${headers["x-amz-copy-source"] ? " as a copy" : ""}.`,
      501,
    );
  }
  return { operation, bucket, key, versionId: query.get("versionId") ?? undefined };
}

function onObject(
  method: string,
  sub: string | undefined,
  headers: AwsCall["headers"],
): Operation | undefined {
  if (sub) return undefined;
  if (method === "PUT") return headers["x-amz-copy-source"] ? undefined : "PutObject";
  return ({ GET: "GetObject", HEAD: "HeadObject", DELETE: "DeleteObject" } as const)[method];
}

function onBucket(method: string, sub: string | undefined, query: URLSearchParams): Operation | undefined {
  if (method === "HEAD") return "HeadBucket";
  if (method !== "GET") return undefined;
  if (sub) {
    return (
      {
        location: "GetBucketLocation",
        versioning: "GetBucketVersioning",
        versions: "ListObjectVersions",
      } as const
    )[sub];
  }
  return query.get("list-type") === "2" ? "ListObjectsV2" : undefined;
}

/** What IAM must allow: the action on the object or bucket, and on the bucket's key what S3 does in the caller's name. */
export function permissionsFor(
  { operation, bucket, key, versionId }: S3Request,
  query: URLSearchParams,
  home: Bucket | undefined,
  accountId: string,
): Permission[] {
  const arn = `arn:aws:s3:::${bucket}`;
  const onKey = (action: string): Permission => ({
    action: `s3:${action}`,
    resource: `${arn}/${key}`,
    ...(versionId && { context: { "s3:VersionId": versionId } }),
  });
  const withKey = (action: string, keyAction: string): Permission[] =>
    home?.kmsKeyArn
      ? [
          onKey(action),
          {
            action: keyAction,
            resource: home.kmsKeyArn,
            context: { "kms:ViaService": `s3.${home.region}.amazonaws.com`, "kms:CallerAccount": accountId },
          },
        ]
      : [onKey(action)];
  const onBucketItself = (action: string): Permission => {
    const context = Object.fromEntries(
      (["prefix", "delimiter", "max-keys"] as const).flatMap((name) => {
        const value = query.get(name);
        return value === null ? [] : [[`s3:${name}`, value]];
      }),
    );
    return { action: `s3:${action}`, resource: arn, context };
  };

  switch (operation) {
    case "PutObject":
      return withKey("PutObject", "kms:GenerateDataKey");
    case "GetObject":
      return withKey(versionId ? "GetObjectVersion" : "GetObject", "kms:Decrypt");
    case "HeadObject":
      return [onKey(versionId ? "GetObjectVersion" : "GetObject")];
    case "DeleteObject":
      return [onKey(versionId ? "DeleteObjectVersion" : "DeleteObject")];
    case "ListObjectsV2":
    case "HeadBucket":
      return [onBucketItself("ListBucket")];
    case "ListObjectVersions":
      return [onBucketItself("ListBucketVersions")];
    default:
      return [onBucketItself(operation)];
  }
}
