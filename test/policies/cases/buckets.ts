/** Buckets and all their settings. */
import { account, awsAlias, type Cases, here, made, spoil, there } from "../support/resources.ts";

const bucketName = (region: string) => `chatbot-media-${account}-${region}`;

const bucketArn = (region: string) => `arn:aws:s3:::${bucketName(region)}`;

/** One region's bucket and all its settings, each named after what it sets. */

function bucket(region: string, peer: string) {
  const named = { bucket: bucketName(region), region };
  const of = (what: string) => `${region}-${what}`;
  return [
    made("aws:s3/bucket:Bucket", of("bucket"), { ...named, arn: bucketArn(region) }, true),
    made("aws:s3/bucketVersioning:BucketVersioning", of("versioning"), {
      ...named,
      versioningConfiguration: { status: "Enabled" },
    }),
    made(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      of("encryption"),
      {
        ...named,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "a-key" },
            bucketKeyEnabled: true,
          },
        ],
      },
    ),
    made("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", of("access"), {
      ...named,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    made("aws:s3/bucketPolicy:BucketPolicy", of("policy"), {
      ...named,
      policy: JSON.stringify({
        Statement: {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [bucketArn(region), `${bucketArn(region)}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      }),
    }),
    made("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", of("lifecycle"), {
      ...named,
      rules: [
        {
          status: "Enabled",
          expiration: { days: 90 },
          noncurrentVersionExpiration: { noncurrentDays: 90 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    }),
    made("aws:s3/bucketReplicationConfig:BucketReplicationConfig", of("replication"), {
      ...named,
      rules: [
        {
          status: "Enabled",
          destination: {
            bucket: bucketArn(peer),
            metrics: { status: "Enabled" },
            encryptionConfiguration: { replicaKmsKeyId: "the-other-key" },
          },
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        },
      ],
    }),
  ];
}

const pair = [...bucket(here, there), ...bucket(there, here)];

const used = made("aws:s3/bucket:Bucket", "used", {
  bucket: "used-by-a-function",
  arn: "arn:aws:s3:::used",
});

const user = made("aws:lambda/function:Function", "user", {
  environment: { variables: { BUCKET: "another" } },
});

export const buckets: Cases = {
  "bucket-own-key": {
    good: pair,
    bad: [
      spoil(
        "S3's key",
        "sa-east-1-encryption",
        "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm",
        "AES256",
        /"sa-east-1-bucket" is not encrypted/,
      ),
      spoil(
        "S3's key by its alias",
        "us-east-1-encryption",
        "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId",
        awsAlias("s3"),
        /"us-east-1-bucket" is not encrypted/,
      ),
      spoil("no bucket key", "us-east-1-encryption", "rules.0.bucketKeyEnabled", false, /bucket key/),
    ],
  },
  "bucket-not-public": {
    good: pair,
    bad: [
      spoil("one open way", "us-east-1-access", "restrictPublicBuckets", false, /set restrictPublicBuckets/),
      spoil("another bucket's block", "us-east-1-access", "bucket", "another", /no public access block/),
    ],
  },
  "bucket-tls-only": {
    good: pair,
    bad: [
      spoil("no denial", "us-east-1-policy", "policy", '{"Statement":[]}', /without TLS/),
      spoil(
        "a denial on another bucket",
        "us-east-1-policy",
        "policy",
        pair.find(({ name }) => name === "sa-east-1-policy")?.props.policy,
        /"us-east-1-bucket" answers requests without TLS/,
      ),
      spoil(
        "a denial on the bucket alone",
        "us-east-1-policy",
        "policy",
        JSON.stringify({
          Statement: {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: bucketArn(here),
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        }),
        /without TLS/,
      ),
    ],
  },
  "bucket-versioned": {
    good: pair,
    bad: [
      spoil(
        "suspended versions",
        "us-east-1-versioning",
        "versioningConfiguration.status",
        "Suspended",
        /"us-east-1-bucket" does not keep versions/,
      ),
    ],
  },
  "bucket-lifecycle": {
    good: pair,
    bad: [
      spoil(
        "objects without an end",
        "us-east-1-lifecycle",
        "rules.0.expiration",
        undefined,
        /keeps objects/,
      ),
      spoil("a rule that is off", "us-east-1-lifecycle", "rules.0.status", "Disabled", /old versions, unfin/),
    ],
  },
  "bucket-replicated": {
    good: [...pair, used, user],
    bad: [
      spoil("a way out only", "sa-east-1-replication", "rules.0.status", "Disabled", /replicates back/),
      spoil(
        "lag that nobody measures",
        "us-east-1-replication",
        "rules.0.destination.metrics",
        undefined,
        /replication metrics/,
      ),
      spoil(
        "deletions that stay behind",
        "us-east-1-replication",
        "rules.0.deleteMarkerReplication.status",
        "Disabled",
        /missing: deletions/,
      ),
      spoil(
        "a bucket that a function uses",
        "user",
        "environment.variables.BUCKET",
        "used-by-a-function",
        /"used"/,
      ),
    ],
  },
  "bucket-twins-alike": {
    good: pair,
    bad: [
      spoil(
        "one side that keeps longer",
        "sa-east-1-lifecycle",
        "rules.0.expiration.days",
        365,
        /other lifecycle rules than "us-east-1-bucket"/,
      ),
    ],
  },
};
