import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";
import { replicateBothWays } from "./bucket-replication.ts";
import type { DataKey } from "./data-key.ts";
import { PrivateBucket } from "./private-bucket.ts";

export interface MediaBucketsArgs {
  readonly prefix: string;
  readonly region: string;
  /** @default one region has media, and copies it nowhere */
  readonly peerRegion?: string;
  readonly key: DataKey;
  /** Names of the primary stack's buckets by region. @default makes both regions' buckets here */
  readonly replicaOf?: pulumi.Input<Readonly<Record<string, string>>>;
  /** @default 90 */
  readonly expireAfterDays?: number;
}

export type MediaAction = "PutObject" | "GetObject";

/** Keys of what customers sent. */
const customersMedia = "client_*/media/*";

/** Pictures, audio and payment codes: one bucket a region, each a copy of the other. Keys start with the tenant. */
export class MediaBuckets extends pulumi.ComponentResource {
  /** Of the stack's own region. */
  readonly bucketName: pulumi.Output<string>;
  /** By region. */
  readonly bucketNames: pulumi.Output<Readonly<Record<string, string>>>;

  readonly #regions: readonly string[];

  constructor(name: string, args: MediaBucketsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:data:MediaBuckets", name, {}, opts);
    this.#regions = [args.region, ...(args.peerRegion ? [args.peerRegion] : [])];
    this.bucketNames = pulumi.output(args.replicaOf ?? this.#create(name, args));
    this.bucketName = this.bucketNames.apply((names) => names[args.region] ?? "");
    this.registerOutputs({ bucketNames: this.bucketNames });
  }

  /** ARN of a region's bucket. */
  readonly arnIn = (region: string): pulumi.Output<string> =>
    this.bucketNames.apply((names) => `arn:aws:s3:::${names[region]}`);

  /** Lets a function do `actions` with the tenants' objects of the region's own bucket. */
  grant(fn: HandlerFunction, actions: readonly MediaAction[]): void {
    fn.allow("media", {
      actions: actions.map((action) => `s3:${action}`),
      resources: [pulumi.interpolate`arn:aws:s3:::${this.bucketName}/client_*`],
    });
  }

  /** Lets a function delete what customers sent, with every version and in every region's bucket, and nothing else. */
  grantErase(fn: HandlerFunction): void {
    const arns = this.#regions.map(this.arnIn);
    fn.allow(
      "erase-media",
      {
        actions: ["s3:ListBucketVersions"],
        resources: arns,
        conditions: { StringLike: { "s3:prefix": customersMedia } },
      },
      {
        actions: ["s3:DeleteObjectVersion"],
        resources: arns.map((arn) => pulumi.interpolate`${arn}/${customersMedia}`),
      },
    );
  }

  #create(name: string, args: MediaBucketsArgs): Record<string, pulumi.Output<string>> {
    const { prefix, region, peerRegion, key, expireAfterDays } = args;
    const child = { parent: this };
    // Names of buckets are unique among all accounts of the world.
    const account = accountOf(key.arn);
    const bucketIn = (home: string, keyArn: pulumi.Output<string>) => ({
      region: home,
      keyArn,
      bucket: new PrivateBucket(
        `${name}-${home}`,
        {
          region: home,
          bucketName: pulumi.interpolate`${prefix}-media-${account}-${home}`,
          keyArn,
          expireAfterDays,
        },
        child,
      ),
    });
    const own = bucketIn(region, key.arn);
    if (!peerRegion || !key.peerArn) return { [region]: own.bucket.bucketName };
    const peer = bucketIn(peerRegion, key.peerArn);
    const role = new aws.iam.Role(
      `${name}-replication-role`,
      {
        description: `Copies ${prefix}'s media between ${region} and ${peerRegion}.`,
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "s3.amazonaws.com" } },
          ],
        }),
      },
      child,
    );
    replicateBothWays(name, role, [own, peer], child);
    return { [region]: own.bucket.bucketName, [peerRegion]: peer.bucket.bucketName };
  }
}
