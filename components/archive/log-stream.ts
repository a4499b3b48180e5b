/** The edge from a log group to the archive: CloudWatch Logs → Firehose → one folder of the bucket. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PrivateBucket } from "../data/private-bucket.ts";
import { folderOf, type LogTable } from "./log-tables.ts";

export interface LogStreamArgs {
  readonly prefix: string;
  readonly table: LogTable;
  readonly service: string;
  readonly bucket: PrivateBucket;
  readonly keyArn: pulumi.Input<string>;
  readonly deliveryRole: aws.iam.Role;
  readonly errorLog: { readonly group: aws.cloudwatch.LogGroup; readonly stream: aws.cloudwatch.LogStream };
}

/**
 * A stream for each group: its folder is then fixed, which costs nothing, where one stream that sorts lines into folders
 * (dynamic partitioning) is billed for it and stops for all when one group floods it.
 *
 * It takes lines by direct put: CloudWatch Logs writes to Firehose itself and tries again for a day, nothing else reads
 * the lines on the way, so shards of a Kinesis stream before it would be paid for and unused.
 */
export function createLogStream(
  name: string,
  args: LogStreamArgs,
  opts: pulumi.CustomResourceOptions,
): aws.kinesis.FirehoseDeliveryStream {
  const { table, service, bucket, keyArn, errorLog } = args;
  const today = "!{timestamp:yyyy-MM-dd}";
  return new aws.kinesis.FirehoseDeliveryStream(
    `${name}-${service}-stream`,
    {
      name: `${args.prefix}-logs-${service}`,
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn },
      extendedS3Configuration: {
        roleArn: args.deliveryRole.arn,
        bucketArn: bucket.arn,
        kmsKeyArn: keyArn,
        prefix: folderOf(table, service, today),
        errorOutputPrefix: `errors/!{firehose:error-output-type}/${folderOf(table, service, today)}`,
        fileExtension: ".json.gz",
        compressionFormat: "GZIP",
        // Few large objects: Athena's time goes by objects, and so do S3's requests.
        bufferingSize: 64,
        bufferingInterval: 900,
        // CloudWatch Logs sends compressed envelopes; the archive has the lines alone, one a line.
        processingConfiguration: {
          enabled: true,
          processors: [
            {
              type: "Decompression",
              parameters: [{ parameterName: "CompressionFormat", parameterValue: "GZIP" }],
            },
            {
              type: "CloudWatchLogProcessing",
              parameters: [{ parameterName: "DataMessageExtraction", parameterValue: "true" }],
            },
            // Athena reads one message a line, and nobody promises that an extracted message ends its own.
            { type: "AppendDelimiterToRecord" },
          ],
        },
        cloudwatchLoggingOptions: {
          enabled: true,
          logGroupName: errorLog.group.name,
          logStreamName: errorLog.stream.name,
        },
      },
    },
    opts,
  );
}

export function subscribeToArchive(
  name: string,
  service: string,
  args: {
    readonly logGroup: aws.cloudwatch.LogGroup;
    readonly stream: aws.kinesis.FirehoseDeliveryStream;
    readonly role: aws.iam.Role;
    /** CloudWatch Logs tries the role when a subscription is made. */
    readonly permission: pulumi.Resource;
  },
  opts: pulumi.CustomResourceOptions,
): void {
  new aws.cloudwatch.LogSubscriptionFilter(
    `${name}-${service}-subscription`,
    {
      name: "archive",
      logGroup: args.logGroup.name,
      // Everything.
      filterPattern: "",
      destinationArn: args.stream.arn,
      roleArn: args.role.arn,
    },
    { ...opts, dependsOn: [args.permission] },
  );
}
