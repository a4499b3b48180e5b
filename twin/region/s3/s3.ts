/** S3 of one region, for the buckets of the graph. */
import { EventEmitter } from "node:events";
import type { Clock } from "../../clock.ts";
import type { Graph } from "../../engine/graph.ts";
import { type AwsCall, AwsError, type AwsReply, type AwsService } from "../aws-service.ts";
import type { Principals } from "../iam/principals.ts";
import { type Bucket, bucketsOf } from "./buckets.ts";
import { element, listObjects, listVersions, xml } from "./listing.ts";
import { type ObjectVersion, openObjectStore } from "./object-store.ts";
import { createObjects } from "./objects.ts";
import { permissionsFor, requestOf } from "./request.ts";

export interface S3 {
  readonly service: AwsService;
  /** The region's own. */
  readonly buckets: readonly Bucket[];
  /** Calls back for every new version and delete marker that a client makes; returns what ends that. */
  onWrite(listener: (write: ObjectWrite) => void): () => void;
  /** Takes another bucket's version, with its id and its time. */
  applyReplica(bucket: string, version: ObjectVersion): void;
  /** Whether the version is still there. */
  has(bucket: string, key: string, versionId: string): boolean;
  /** Its copy has arrived. */
  markReplicated(bucket: string, key: string, versionId: string): void;
  /** Every version of every key, to look at and to catch up with. */
  versions(bucket: string): ObjectVersion[];
}

export interface ObjectWrite {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
}

export interface S3Args {
  readonly graph: Graph;
  readonly region: string;
  readonly clock: Clock;
  /** S3 tells who may not list a bucket nothing about which keys exist. */
  readonly principals: Principals;
  /** In memory when absent. */
  readonly dataDir?: string;
}

/** @throws a sentence when stored objects cannot be read */
export function createS3({ graph, region, clock, principals, dataDir }: S3Args): S3 {
  const all = bucketsOf(graph);
  const own = all.filter((bucket) => bucket.region === region);
  const store = openObjectStore(
    own.map((bucket) => bucket.name),
    dataDir,
  );
  const writes = new EventEmitter<{ write: [ObjectWrite] }>();
  const objects = createObjects(store, clock.now, (bucket, version) =>
    writes.emit("write", { bucket, version }),
  );

  const bucketNamed = (name: string): Bucket => {
    const bucket = all.find((candidate) => candidate.name === name);
    if (!bucket) {
      throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name });
    }
    if (bucket.region === region) return bucket;
    throw new AwsError(
      "PermanentRedirect",
      `The bucket you are attempting to access must be addressed using the specified endpoint: it is in ${bucket.region}.`,
      301,
      { Bucket: name, Endpoint: `s3.${bucket.region}.amazonaws.com` },
    );
  };

  const answer = (call: AwsCall): AwsReply => {
    const { operation, bucket: name, key, versionId } = requestOf(call);
    const bucket = bucketNamed(name);
    switch (operation) {
      case "PutObject":
        return objects.put(bucket, key, call);
      case "GetObject":
      case "HeadObject":
        return objects.get(bucket, key, versionId, call);
      case "DeleteObject":
        return objects.remove(bucket, key, versionId);
      case "ListObjectsV2":
        return listObjects(store, bucket, call.query);
      case "ListObjectVersions":
        return listVersions(store, bucket, call.query);
      case "HeadBucket":
        return { status: 200, headers: { "x-amz-bucket-region": region } };
      case "GetBucketLocation":
        return xml("LocationConstraint", [region === "us-east-1" ? "" : region]);
      case "GetBucketVersioning":
        return xml("VersioningConfiguration", bucket.versioned ? [element("Status", "Enabled")] : []);
    }
  };

  /** Who may not list a bucket is not told that a key is missing. */
  const mayList = ({ accessKeyId, ...call }: AwsCall): boolean => {
    const caller = principals.identify(accessKeyId)?.principal;
    const resource = `arn:aws:s3:::${requestOf({ ...call, accessKeyId }).bucket}`;
    return caller !== undefined && principals.allows(caller, { action: "s3:ListBucket", resource }).allowed;
  };

  return {
    buckets: own,
    onWrite(listener) {
      writes.on("write", listener);
      return () => writes.off("write", listener);
    },
    applyReplica: (bucket, version) => store.put(bucket, { ...version, replication: "REPLICA" }),
    has: (bucket, key, versionId) => store.versions(bucket, key).some((v) => v.versionId === versionId),
    markReplicated(bucket, key, versionId) {
      const version = store.versions(bucket, key).find((v) => v.versionId === versionId);
      if (version) store.put(bucket, { ...version, replication: "COMPLETED" });
    },
    versions: (bucket) => store.keys(bucket).flatMap((key) => store.versions(bucket, key)),
    service: {
      name: "s3",
      permissions(call) {
        const request = requestOf(call);
        const home = own.find((bucket) => bucket.name === request.bucket);
        return permissionsFor(request, call.query, home, graph.accountId);
      },
      async handle(call) {
        refuseExpired(call, clock.now());
        try {
          return answer(call);
        } catch (error) {
          if (error instanceof AwsError && error.code === "NoSuchKey" && !mayList(call)) {
            throw new AwsError("AccessDenied", "Access Denied", 403);
          }
          throw error;
        }
      },
    },
  };
}

/** A presigned URL says until when it holds. */
function refuseExpired({ query }: AwsCall, now: number): void {
  const date = query.get("X-Amz-Date");
  if (!date) return;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const seconds = Number(query.get("X-Amz-Expires"));
  if (seconds > 7 * 24 * 3600) {
    throw new AwsError(
      "AuthorizationQueryParametersError",
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  if (now <= signed + seconds * 1000) return;
  throw new AwsError("AccessDenied", "Request has expired", 403, { "X-Amz-Expires": seconds });
}
