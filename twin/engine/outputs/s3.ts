import { createHash } from "node:crypto";
import { type Inputs, idOf, named, settingsOf, type TypeRule, type TypeRules } from "./rule.ts";

/** Hosted zones of bucket endpoints, by region (AWS General Reference, S3 endpoints). */
const zones: Readonly<Record<string, string>> = {
  "us-east-1": "Z3AQBSTGFJSTF",
  "us-east-2": "Z2O1EMRO9K5GLX",
  "us-west-2": "Z3BJ6K6RIION7M",
  "sa-east-1": "Z7KQH4QJS55SO",
  "eu-west-1": "Z1BKCTXD74EZPE",
  "eu-central-1": "Z21DNDUVLTQW6Q",
};

const bucket: TypeRule = {
  naming: named("bucket", 63, {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    form: (name) => name.toLowerCase().replace(/[^a-z0-9.-]/g, "-"),
  }),
  defaults: { forceDestroy: false },
  id: idOf("bucket"),
  outputs: (_inputs, place, id) => ({
    arn: `arn:aws:s3:::${id}`,
    bucketDomainName: `${id}.s3.amazonaws.com`,
    bucketRegion: place.region,
    bucketRegionalDomainName: `${id}.s3.${place.region}.amazonaws.com`,
    hostedZoneId: zones[place.region] ?? `Z${place.hex(13).toUpperCase()}`,
  }),
  // The world shares one space of names, and the account is the part of it that the engine knows.
  unique: "account",
};

const object: TypeRule = {
  defaults: { storageClass: "STANDARD" },
  id: idOf("bucket", "key"),
  outputs: (inputs, place, id) => ({
    arn: `arn:aws:s3:::${id}`,
    etag: inputs.etag ?? createHash("md5").update(contentOf(inputs)).digest("hex"),
    versionId: place.hex(32, "version"),
  }),
  unique: "account",
};

const website: TypeRule = {
  id: idOf("bucket"),
  outputs: (inputs, place) => ({
    websiteDomain: `s3-website-${place.region}.amazonaws.com`,
    websiteEndpoint: `${inputs.bucket}.s3-website-${place.region}.amazonaws.com`,
  }),
};

/** Types that only set something on a bucket. */
const settings = [
  "Acl",
  "CorsConfiguration",
  "LifecycleConfiguration",
  "Logging",
  "ObjectLockConfiguration",
  "OwnershipControls",
  "Policy",
  "PublicAccessBlock",
  "ReplicationConfig",
  "ServerSideEncryptionConfiguration",
  "Versioning",
  "Notification",
  "AccelerateConfiguration",
  "RequestPaymentConfiguration",
];

export const s3: TypeRules = {
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketV2:BucketV2": bucket,
  "aws:s3/bucketObject:BucketObject": object,
  "aws:s3/bucketObjectv2:BucketObjectv2": object,
  "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": website,
  "aws:s3/bucketMetric:BucketMetric": {
    naming: named("name", 64),
    id: ({ bucket, name }) => `${bucket}:${name}`,
  },
  "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration": {
    naming: named("name", 64),
    id: ({ bucket, name }) => `${bucket}:${name}`,
  },
  ...Object.fromEntries(
    settings.map((setting) => [`aws:s3/bucket${setting}:Bucket${setting}`, settingsOf("bucket")]),
  ),
};

function contentOf(inputs: Inputs): Uint8Array | string {
  return inputs.source?.files?.[0]?.content ?? inputs.content ?? inputs.contentBase64 ?? "";
}
