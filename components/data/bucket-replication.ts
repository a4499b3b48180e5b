/** The edge between two buckets of two regions: what is put into one soon is in the other, both ways. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PrivateBucket } from "./private-bucket.ts";

export interface ReplicatedBucket {
  readonly region: string;
  readonly bucket: PrivateBucket;
  readonly keyArn: pulumi.Input<string>;
}

/** Objects that were there before are not copied; both buckets need their own lifecycle, since that never replicates. */
export function replicateBothWays(
  name: string,
  role: aws.iam.Role,
  [first, second]: readonly [ReplicatedBucket, ReplicatedBucket],
  opts: pulumi.CustomResourceOptions,
): void {
  const permission = new aws.iam.RolePolicy(
    `${name}-replication-policy`,
    {
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [...statements(first, second), ...statements(second, first)],
      }),
    },
    opts,
  );
  for (const [source, target] of [
    [first, second],
    [second, first],
  ] as const)
    new aws.s3.BucketReplicationConfig(
      `${name}-${source.region}-replication`,
      {
        region: source.region,
        bucket: source.bucket.bucketName,
        role: role.arn,
        rules: [
          {
            id: `to-${target.region}`,
            priority: 1,
            status: "Enabled",
            filter: { prefix: "" },
            // A customer's erasure holds in both regions.
            deleteMarkerReplication: { status: "Enabled" },
            sourceSelectionCriteria: {
              sseKmsEncryptedObjects: { status: "Enabled" },
              replicaModifications: { status: "Enabled" },
            },
            destination: {
              bucket: target.bucket.arn,
              encryptionConfiguration: { replicaKmsKeyId: target.keyArn },
              replicationTime: { status: "Enabled", time: { minutes: 15 } },
              metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
            },
          },
        ],
      },
      { ...opts, dependsOn: [source.bucket.versioning, target.bucket.versioning, permission] },
    );
}

function statements(source: ReplicatedBucket, target: ReplicatedBucket): object[] {
  const allow = (actions: string[], resource: pulumi.Input<string>, condition?: object) => ({
    Effect: "Allow",
    Action: actions,
    Resource: resource,
    ...(condition && { Condition: condition }),
  });
  const throughS3 = (region: string) => ({
    StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
  });
  return [
    allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], source.bucket.arn),
    allow(
      ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
      pulumi.interpolate`${source.bucket.arn}/*`,
    ),
    allow(
      ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
      pulumi.interpolate`${target.bucket.arn}/*`,
    ),
    allow(["kms:Decrypt"], source.keyArn, throughS3(source.region)),
    allow(["kms:Encrypt", "kms:GenerateDataKey"], target.keyArn, throughS3(target.region)),
  ];
}
