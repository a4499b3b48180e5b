/** The archive's two roles: CloudWatch Logs puts into the streams, Firehose writes into the bucket. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import type { PrivateBucket } from "../data/private-bucket.ts";

export interface GrantedRole {
  readonly role: aws.iam.Role;
  readonly policy: aws.iam.RolePolicy;
}

export function createDeliveryRole(
  name: string,
  args: {
    readonly region: string;
    readonly bucket: PrivateBucket;
    readonly keyArn: pulumi.Input<string>;
    readonly errorLog: aws.cloudwatch.LogGroup;
  },
  opts: pulumi.CustomResourceOptions,
): GrantedRole {
  const { region, bucket, keyArn, errorLog } = args;
  const role = new aws.iam.Role(
    `${name}-delivery-role`,
    {
      description: "Lets Firehose write logs into the archive.",
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "firehose.amazonaws.com" },
            // Firehose names the account that the stream is of, so that no other account's stream gets in.
            Condition: { StringEquals: { "sts:ExternalId": accountOf(errorLog.arn) } },
          },
        ],
      }),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-delivery-policy`,
    {
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
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
      }),
    },
    opts,
  );
  return { role, policy };
}

export function createSubscriptionRole(
  name: string,
  streams: readonly aws.kinesis.FirehoseDeliveryStream[],
  opts: pulumi.CustomResourceOptions,
): GrantedRole {
  const [first] = streams;
  const role = new aws.iam.Role(
    `${name}-subscription-role`,
    {
      description: "Lets CloudWatch Logs put lines into the archive's streams.",
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Principal: { Service: "logs.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": first && accountOf(first.arn) } },
          },
        ],
      }),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-subscription-policy`,
    {
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["firehose:PutRecord", "firehose:PutRecordBatch"],
            Resource: streams.map(({ arn }) => arn),
          },
        ],
      }),
    },
    opts,
  );
  return { role, policy };
}
