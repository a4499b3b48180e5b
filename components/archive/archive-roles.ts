/** The archive's two roles: CloudWatch Logs puts into the streams, Firehose writes into the bucket. */
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import type { PrivateBucket } from "../data/private-bucket.ts";
import { createServiceRole, type ServiceRole } from "../service-role.ts";

export function createDeliveryRole(
  name: string,
  args: {
    readonly region: string;
    readonly bucket: PrivateBucket;
    readonly keyArn: pulumi.Input<string>;
    readonly errorLog: aws.cloudwatch.LogGroup;
  },
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const { region, bucket, keyArn, errorLog } = args;
  return createServiceRole(
    { role: `${name}-delivery-role`, policy: `${name}-delivery-policy` },
    {
      description: "Lets Firehose write logs into the archive.",
      service: "firehose.amazonaws.com",
      // Firehose names the account that the stream is of, so that no other account's stream gets in.
      condition: { StringEquals: { "sts:ExternalId": accountOf(errorLog.arn) } },
      statements: [
        {
          Effect: "Allow",
          Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
          Resource: [bucket.arn],
        },
        {
          Effect: "Allow",
          Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
          Resource: [pulumi.interpolate`${bucket.arn}/*`],
        },
        {
          Effect: "Allow",
          Action: ["kms:Decrypt", "kms:GenerateDataKey"],
          Resource: [keyArn],
          Condition: {
            StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
            StringLike: { "kms:EncryptionContext:aws:s3:arn": pulumi.interpolate`${bucket.arn}*` },
          },
        },
        {
          Effect: "Allow",
          Action: ["logs:PutLogEvents"],
          Resource: [pulumi.interpolate`${errorLog.arn}:log-stream:*`],
        },
      ],
    },
    opts,
  );
}

export function createSubscriptionRole(
  name: string,
  streams: readonly aws.kinesis.FirehoseDeliveryStream[],
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const [first] = streams;
  return createServiceRole(
    { role: `${name}-subscription-role`, policy: `${name}-subscription-policy` },
    {
      description: "Lets CloudWatch Logs put lines into the archive's streams.",
      service: "logs.amazonaws.com",
      condition: { StringEquals: { "aws:SourceAccount": first && accountOf(first.arn) } },
      statements: [
        {
          Effect: "Allow",
          Action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
          Resource: streams.map(({ arn }) => arn),
        },
      ],
    },
    opts,
  );
}
