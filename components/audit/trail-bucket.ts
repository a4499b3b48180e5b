/** Where the trail's files lie: the trail alone writes, and nobody deletes before a file's time. */
import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket } from "../data/private-bucket.ts";

export interface TrailBucketArgs {
  readonly bucketName: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  readonly account: pulumi.Input<string>;
  readonly trailArn: pulumi.Input<string>;
  readonly retentionDays: number;
}

export function createTrailBucket(
  name: string,
  args: TrailBucketArgs,
  opts: pulumi.ComponentResourceOptions,
): PrivateBucket {
  const { account, trailArn, retentionDays } = args;
  return new PrivateBucket(
    `${name}-files`,
    {
      bucketName: args.bucketName,
      keyArn: args.keyArn,
      glacierAfterDays: 90,
      expireAfterDays: retentionDays,
      statements: (arn) => [
        {
          Sid: "TheTrailLooks",
          Effect: "Allow",
          Principal: { Service: "cloudtrail.amazonaws.com" },
          Action: "s3:GetBucketAcl",
          Resource: arn,
          Condition: { StringEquals: { "aws:SourceArn": trailArn } },
        },
        {
          Sid: "TheTrailWrites",
          Effect: "Allow",
          Principal: { Service: "cloudtrail.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: pulumi.interpolate`${arn}/AWSLogs/${account}/*`,
          Condition: {
            StringEquals: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" },
          },
        },
        {
          // The lifecycle deletes all the same: it is the bucket's own.
          Sid: "NobodyDeletes",
          Effect: "Deny",
          Principal: "*",
          Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
          Resource: pulumi.interpolate`${arn}/*`,
        },
      ],
    },
    opts,
  );
}
