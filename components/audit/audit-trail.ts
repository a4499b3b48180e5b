import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PrivateBucket } from "../data/private-bucket.ts";
import { createAlarm } from "../observability/alarms/alarm.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import { refuseUnless } from "../refuse.ts";
import { createServiceRole, type ServiceRole } from "../service-role.ts";
import { createAuditKey } from "./audit-key.ts";
import { createTrailBucket } from "./trail-bucket.ts";
import { type Watched, watchedEvents } from "./watched-events.ts";

export interface AuditTrailArgs extends Watched {
  /** First part of every physical name. */
  readonly prefix: string;
  /** The trail's home: all regions' events come here. */
  readonly region: string;
  readonly account: pulumi.Input<string>;
  readonly topics: AlertTopics;
  /** ARNs of buckets with customers' data: who read or wrote which object is recorded, too. @default none */
  readonly bucketArns?: readonly pulumi.Input<string>[];
  /** How long the files stay. @default 365 */
  readonly retentionDays?: number;
}

/** Who called which of AWS's APIs, in every region: kept unalterable for a year, and watched as it comes in. */
export class AuditTrail extends pulumi.ComponentResource {
  readonly trail: aws.cloudtrail.Trail;
  readonly bucket: PrivateBucket;
  readonly logGroup: aws.cloudwatch.LogGroup;

  constructor(name: string, args: AuditTrailArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:audit:AuditTrail", name, {}, opts);
    const { prefix, region, account, bucketArns = [], retentionDays = 365 } = args;
    refuseUnless(retentionDays >= 180, `${name}: retentionDays`, retentionDays, "180 or more");
    const child = { parent: this };
    const trailName = `${prefix}-audit`;
    const logGroupName = `/aws/cloudtrail/${trailName}`;
    // Known before the trail is there: its bucket and its key must know it first.
    const trailArn = pulumi.interpolate`arn:aws:cloudtrail:${region}:${account}:trail/${trailName}`;

    const key = createAuditKey(name, { prefix, region, account, trailArn, logGroupName }, child);
    this.bucket = createTrailBucket(
      name,
      {
        bucketName: pulumi.interpolate`${prefix}-audit-${account}-${region}`,
        keyArn: key.arn,
        account,
        trailArn,
        retentionDays,
      },
      child,
    );
    this.logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: logGroupName, retentionInDays: 30, kmsKeyId: key.arn },
      child,
    );
    const { role, policy } = this.#logsRole(name, account, trailArn, region);
    this.trail = new aws.cloudtrail.Trail(
      `${name}-trail`,
      {
        name: trailName,
        s3BucketName: this.bucket.bucketName,
        kmsKeyId: key.arn,
        isMultiRegionTrail: true,
        includeGlobalServiceEvents: true,
        enableLogFileValidation: true,
        // A selector replaces CloudTrail's own, so it asks for the management events again.
        eventSelectors: bucketArns.length
          ? [
              {
                readWriteType: "All",
                includeManagementEvents: true,
                dataResources: [
                  { type: "AWS::S3::Object", values: bucketArns.map((arn) => pulumi.interpolate`${arn}/`) },
                ],
              },
            ]
          : undefined,
        cloudWatchLogsGroupArn: pulumi.interpolate`${this.logGroup.arn}:*`,
        cloudWatchLogsRoleArn: role.arn,
      },
      { ...child, dependsOn: [this.bucket.policy, policy] },
    );
    this.#watch(name, args);
    this.registerOutputs({ trailArn: this.trail.arn, bucketName: this.bucket.bucketName });
  }

  #logsRole(
    name: string,
    account: pulumi.Input<string>,
    trailArn: pulumi.Input<string>,
    region: string,
  ): ServiceRole {
    const child = { parent: this };
    return createServiceRole(
      { role: `${name}-role`, policy: `${name}-role-policy` },
      {
        description: "Lets the trail write into its log group.",
        service: "cloudtrail.amazonaws.com",
        condition: { StringEquals: { "aws:SourceArn": trailArn } },
        statements: [
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: [pulumi.interpolate`${this.logGroup.arn}:log-stream:${account}_CloudTrail_${region}*`],
          },
        ],
      },
      child,
    );
  }

  #watch(name: string, args: AuditTrailArgs): void {
    const child = { parent: this };
    const namespace = "Chatbot/Audit";
    const context = { name: `${name}-alarm`, prefix: args.prefix, topics: args.topics, opts: child };
    for (const { slug, metricName, pattern, threshold, alarmDescription } of watchedEvents(args)) {
      new aws.cloudwatch.LogMetricFilter(
        `${name}-${slug}`,
        {
          name: metricName,
          logGroupName: this.logGroup.name,
          pattern,
          metricTransformation: {
            namespace,
            name: metricName,
            value: "1",
            defaultValue: "0",
            unit: "Count",
          },
        },
        child,
      );
      createAlarm(context, {
        slug: `audit-${slug}`,
        severity: "security",
        alarmDescription,
        ...{ namespace, metricName, threshold },
        statistic: "Sum",
        period: 300,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
      });
    }
  }
}
