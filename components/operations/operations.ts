import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionalApi } from "../api/regional-api.ts";
import { LogArchive } from "../archive/log-archive.ts";
import { accountOf } from "../arns.ts";
import { AuditTrail } from "../audit/audit-trail.ts";
import { DataBackup } from "../backup/data-backup.ts";
import type { Configuration } from "../configuration.ts";
import type { DataKey } from "../data/data-key.ts";
import type { GlobalTables } from "../data/global-tables.ts";
import type { MediaBuckets } from "../data/media-buckets.ts";
import type { Secrets } from "../data/secrets.ts";
import { ActionsRoles } from "../delivery/actions-roles.ts";
import { DeliveryPipeline } from "../delivery/delivery-pipeline.ts";
import { deployRoleName, environmentNames } from "../delivery/environments.ts";
import { access } from "../functions/access.ts";
import { type FunctionName, functionNames } from "../functions/catalogue.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import { CostBudget } from "../observability/cost-budget.ts";
import { countErrors } from "../observability/metric-filters.ts";
import { SecretsRotation } from "../rotation/secrets-rotation.ts";
import { FunctionScaling } from "../scaling/function-scaling.ts";
import { ScaleAction } from "../scaling/scale-action.ts";
import { type Tags, tagged } from "../tags.ts";
import { DeadLetters } from "./dead-letters.ts";

export interface OperationsArgs {
  readonly configuration: Configuration;
  readonly topics: AlertTopics;
  readonly key: DataKey;
  readonly tables: GlobalTables;
  readonly secrets: Secrets;
  readonly media: MediaBuckets;
  readonly functions: Readonly<Record<FunctionName, HandlerFunction>>;
  readonly api: RegionalApi;
  /** What the inbox's messages reach AIConversation by. */
  readonly inboxMapping: aws.lambda.EventSourceMapping;
  /** Lasts while the inbox piles up; it tells the warning topic. */
  readonly inboxBacklog: aws.cloudwatch.MetricAlarm;
}

/** What keeps a region that works working: the parts that no message passes through. */
export class Operations extends pulumi.ComponentResource {
  constructor(name: string, args: OperationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:operations:Operations", name, {}, opts);
    const { configuration, topics, key, tables, secrets, media, functions, api } = args;
    const { prefix, region, peerRegion, role } = configuration;
    const place = { prefix, region, peerRegion };
    const account = accountOf(key.arn);
    const part = (component: string, dataClass: Tags["data-class"] = "internal") =>
      tagged({ component, "data-class": dataClass }, { parent: this });

    const deadLetters = new DeadLetters(
      `${name}-dead-letters`,
      { prefix, region, account, topics },
      part("operations"),
    );
    const reservedConcurrency = configuration.reservedConcurrency || undefined;
    const scale = new ScaleAction(
      `${name}-scale`,
      {
        prefix,
        mapping: args.inboxMapping,
        usualConcurrency: configuration.inboxConcurrency,
        peakConcurrency: configuration.inboxPeakConcurrency,
        reservedConcurrency,
        alarm: args.inboxBacklog,
        topicArn: topics.warning.arn,
        deadLetterArn: deadLetters.arn,
      },
      part("scaling"),
    );
    if (configuration.provisionedConcurrency)
      new FunctionScaling(
        `${name}-scaling`,
        { prefix, functions, environments: configuration.provisionedConcurrency, role, reservedConcurrency },
        part("scaling"),
      );

    const rotation = new SecretsRotation(
      `${name}-rotation`,
      { configuration, key, secrets, topics, deadLetterArn: deadLetters.arn },
      part("rotation", "secret"),
    );
    const own = { Scale: scale.function, Rotation: rotation.function };
    for (const [service, handler] of Object.entries(own))
      countErrors(`${name}-errors-logged-${service}`, handler, part("observability"));
    new LogArchive(
      `${name}-archive`,
      {
        prefix,
        region,
        keyArn: key.arn,
        topics,
        functionLogs: logsOf({ ...functions, ...own }),
        accessLog: api.accessLog.logGroup,
      },
      part("archive", "personal"),
    );

    // One for both regions: bills are the account's, and the primary owns what is kept.
    if (role === "primary") {
      new CostBudget(
        `${name}-budget`,
        { prefix, topics, monthlyUsd: configuration.monthlyBudgetUsd },
        part("observability"),
      );
      if (configuration.backups)
        new DataBackup(
          `${name}-backup`,
          {
            ...place,
            tableArns: Object.values(tables.arns),
            bucketArns: [media.arnIn(region)],
            dataKeyArn: key.arn,
            topicArn: topics.warning.arn,
            deadLetterArn: deadLetters.arn,
          },
          part("backup", "personal"),
        );
      if (configuration.auditTrail)
        new AuditTrail(
          `${name}-audit`,
          {
            prefix,
            region,
            account,
            topics,
            bucketArns: [region, ...(peerRegion ? [peerRegion] : [])].map(media.arnIn),
            secretReaders: [
              ...functionNames.filter((fn) => access[fn].secrets).map((fn) => functions[fn]),
              rotation.function,
            ].map(({ roleNamePrefix }) => roleNamePrefix),
            deployers: environmentNames.map((environment) => deployRoleName(prefix, environment)),
          },
          part("audit"),
        );
      const delivered = {
        prefix,
        repository: configuration.repository,
        developmentAccount: configuration.developmentAccount,
        // The other region's stack is named like it, as readPrimary expects of this one.
        productionStacks: [configuration.stack, ...(peerRegion ? [peerRegion] : [])],
      };
      if (configuration.delivery === "pipeline")
        new DeliveryPipeline(
          `${name}-delivery`,
          {
            ...delivered,
            region,
            keyArn: key.arn,
            branch: configuration.branch,
            topicArn: topics.warning.arn,
            topicKeyArn: topics.keyArn,
            deadLetterArn: deadLetters.arn,
          },
          part("delivery"),
        );
      if (configuration.delivery === "actions")
        new ActionsRoles(
          `${name}-delivery`,
          { ...delivered, keyArn: key.arn, providerExists: configuration.actionsProviderExists },
          part("delivery"),
        );
    }
    this.registerOutputs({ role });
  }
}

function logsOf(
  functions: Readonly<Record<string, HandlerFunction>>,
): Readonly<Record<string, aws.cloudwatch.LogGroup>> {
  return Object.fromEntries(Object.entries(functions).map(([service, { logGroup }]) => [service, logGroup]));
}
