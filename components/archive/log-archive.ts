import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { PrivateBucket } from "../data/private-bucket.ts";
import { createAlarm } from "../observability/alarms/alarm.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import { refuseUnless } from "../refuse.ts";
import { createDeliveryRole, createSubscriptionRole } from "./archive-roles.ts";
import { createLogStream, subscribeToArchive } from "./log-stream.ts";
import { createLogTable, type LogTable } from "./log-tables.ts";
import { savedQueries } from "./saved-queries.ts";

export interface LogArchiveArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly region: string;
  /** The key of the stack's region. */
  readonly keyArn: pulumi.Input<string>;
  readonly topics: AlertTopics;
  /** By the function's service name. */
  readonly functionLogs: Readonly<Record<string, aws.cloudwatch.LogGroup>>;
  /** The API's requests. */
  readonly accessLog: aws.cloudwatch.LogGroup;
  /** How long lines stay. @default 730 days; the law asks for six months of an application's access (Lei 12.965/2014, art. 15) */
  readonly retentionDays?: number;
  /** Most that one query may read, in GB: a slip costs cents. @default 10 */
  readonly queryLimitGb?: number;
}

/** A region's logs for longer than CloudWatch keeps them: in a bucket by service and day, and asked by Athena. */
export class LogArchive extends pulumi.ComponentResource {
  readonly bucket: PrivateBucket;
  readonly database: aws.glue.CatalogDatabase;
  readonly workgroup: aws.athena.Workgroup;

  constructor(name: string, args: LogArchiveArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:archive:LogArchive", name, {}, opts);
    const { prefix, region, keyArn, retentionDays = 730, queryLimitGb = 10 } = args;
    refuseUnless(retentionDays >= 180, `${name}: retentionDays`, retentionDays, "180 or more");
    refuseUnless(queryLimitGb >= 1, `${name}: queryLimitGb`, queryLimitGb, "1 or more");
    const child = { parent: this };
    // Names of buckets are unique among all accounts of the world.
    const bucketNamed = (what: string) =>
      pulumi.interpolate`${prefix}-${what}-${accountOf(keyArn)}-${region}`;
    this.bucket = new PrivateBucket(
      `${name}-lines`,
      {
        bucketName: bucketNamed("logs"),
        keyArn,
        glacierAfterDays: 90,
        expireAfterDays: retentionDays,
      },
      child,
    );
    const errorLog = this.#errorLog(name, args);
    const delivery = createDeliveryRole(
      name,
      { region, bucket: this.bucket, keyArn, errorLog: errorLog.group },
      child,
    );
    const sources = [
      ...Object.entries(args.functionLogs).map(([service, logGroup]) => ({
        table: "functions" as LogTable,
        service,
        logGroup,
      })),
      { table: "access" as LogTable, service: "api", logGroup: args.accessLog },
    ];
    const streams = sources.map(({ table, service }) =>
      createLogStream(
        name,
        { prefix, table, service, bucket: this.bucket, keyArn, deliveryRole: delivery.role, errorLog },
        { ...child, dependsOn: [delivery.policy] },
      ),
    );
    const { role, policy: permission } = createSubscriptionRole(name, streams, child);
    sources.forEach(({ service, logGroup }, index) => {
      subscribeToArchive(name, service, { logGroup, stream: streams[index]!, role, permission }, child);
    });

    this.database = new aws.glue.CatalogDatabase(
      `${name}-database`,
      { name: `${prefix.replaceAll("-", "_")}_logs`, description: `What ${prefix} logged in ${region}.` },
      child,
    );
    for (const table of ["functions", "access"] as const)
      createLogTable(
        name,
        table,
        {
          database: this.database,
          bucketName: this.bucket.bucketName,
          services: sources.filter((source) => source.table === table).map(({ service }) => service),
        },
        child,
      );
    this.workgroup = this.#workgroup(
      name,
      prefix,
      new PrivateBucket(
        `${name}-answers`,
        { bucketName: bucketNamed("athena"), keyArn, expireAfterDays: 7 },
        child,
      ),
      keyArn,
      queryLimitGb,
    );
    this.registerOutputs({
      bucketName: this.bucket.bucketName,
      databaseName: this.database.name,
      workgroupName: this.workgroup.name,
    });
  }

  /** Where Firehose says why it could not write; a line there is an alarm. */
  #errorLog(name: string, { prefix, topics }: LogArchiveArgs) {
    const child = { parent: this };
    const group = new aws.cloudwatch.LogGroup(
      `${name}-errors`,
      { name: `/aws/kinesisfirehose/${prefix}-logs`, retentionInDays: 30 },
      child,
    );
    const stream = new aws.cloudwatch.LogStream(
      `${name}-errors-stream`,
      { name: "delivery", logGroupName: group.name },
      child,
    );
    createAlarm(
      { name: `${name}-alarm`, prefix, topics, opts: child },
      {
        slug: "archive-errors",
        severity: "warning",
        alarmDescription: `Firehose could not write logs into the archive: its log group /aws/kinesisfirehose/${prefix}-logs says why. CloudWatch keeps them for 30 days.`,
        namespace: "AWS/Logs",
        metricName: "IncomingLogEvents",
        dimensions: { LogGroupName: group.name },
        statistic: "Sum",
        period: 300,
        evaluationPeriods: 1,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
      },
    );
    return { group, stream };
  }

  #workgroup(
    name: string,
    prefix: string,
    answers: PrivateBucket,
    keyArn: pulumi.Input<string>,
    queryLimitGb: number,
  ): aws.athena.Workgroup {
    const child = { parent: this };
    const workgroup = new aws.athena.Workgroup(
      `${name}-workgroup`,
      {
        name: `${prefix}-logs`,
        description: `Questions to ${prefix}'s log archive.`,
        configuration: {
          enforceWorkgroupConfiguration: true,
          publishCloudwatchMetricsEnabled: true,
          bytesScannedCutoffPerQuery: queryLimitGb * 1_000_000_000,
          resultConfiguration: {
            outputLocation: pulumi.interpolate`s3://${answers.bucketName}/`,
            encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: keyArn },
          },
        },
      },
      child,
    );
    for (const { slug, title, description, sql } of savedQueries)
      new aws.athena.NamedQuery(
        `${name}-query-${slug}`,
        { name: title, description, query: sql, database: this.database.name, workgroup: workgroup.name },
        child,
      );
    return workgroup;
  }
}
