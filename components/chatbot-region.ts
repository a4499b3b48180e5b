import * as pulumi from "@pulumi/pulumi";
import { inboxQueueName, type TenantFile } from "../handlers/shared/tenant.ts";
import { RegionalApi } from "./api/regional-api.ts";
import { inRegion, siblingOf } from "./arns.ts";
import { createPrivateCache } from "./cache/private-cache.ts";
import type { Configuration } from "./configuration.ts";
import { DataKey } from "./data/data-key.ts";
import { GlobalTables, tableNames } from "./data/global-tables.ts";
import { MediaBuckets } from "./data/media-buckets.ts";
import { Secrets } from "./data/secrets.ts";
import { TenantRows } from "./data/tenant-rows.ts";
import { FailoverDns } from "./dns/failover-dns.ts";
import { HostedZone } from "./dns/hosted-zone.ts";
import { publicName, regionalName } from "./dns/names.ts";
import { RegionalCertificate } from "./dns/regional-certificate.ts";
import { Functions } from "./functions/functions.ts";
import { grantAccess } from "./functions/grants.ts";
import { grantModels } from "./functions/models.ts";
import { functionVariables } from "./functions/variables.ts";
import { FifoQueue } from "./messaging/fifo-queue.ts";
import { PosRole } from "./messaging/pos-role.ts";
import { allowConsuming, subscribe } from "./messaging/queue-subscription.ts";
import { refuseCrowdedInboxes } from "./messaging/silo-concurrency.ts";
import { ownInbox, TenantQueues } from "./messaging/tenant-queues.ts";
import { namesOf } from "./naming.ts";
import { AlertTopics } from "./observability/alert-topics.ts";
import { ObservabilityPack } from "./observability/observability-pack.ts";
import { Operations } from "./operations/operations.ts";
import { TelemetryKey } from "./operations/telemetry-key.ts";
import { type PrimaryInputs, shareWithPeer } from "./primary-outputs.ts";
import { reservations } from "./scaling/scaling-table.ts";
import { Schedules } from "./schedules/schedules.ts";
import { type Tags, tagged } from "./tags.ts";

export interface ChatbotRegionArgs {
  readonly configuration: Configuration;
  readonly tenants: readonly TenantFile[];
  /** What the primary's stack made for both regions. @default this is the primary, and makes it */
  readonly primary?: PrimaryInputs;
}

/** One region of the system, whole: what the stack of one region stands up. */
export class ChatbotRegion extends pulumi.ComponentResource {
  /** What the stack exports. */
  readonly outputs: Readonly<Record<string, unknown>>;

  constructor(name: string, args: ChatbotRegionArgs, opts?: pulumi.ComponentResourceOptions) {
    const { configuration, tenants, primary } = args;
    const { project, stack, prefix, domain, role, region, peerRegion } = configuration;
    super("chatbot:index:ChatbotRegion", name, {}, tagged({ project, stack }, opts));
    refuseCrowdedInboxes(configuration, tenants);
    const names = namesOf(prefix);
    const place = { prefix, names, region, peerRegion };
    const telemetryKey = new TelemetryKey(
      `${name}-telemetry`,
      { prefix, region },
      tagged({ component: "telemetry-key", "data-class": "internal" }, { parent: this }),
    );
    const part = (component: string, dataClass: Tags["data-class"] = "internal") =>
      telemetryKey.encryptingLogs(tagged({ component, "data-class": dataClass }, { parent: this }));

    const topics = new AlertTopics(
      `${name}-alerts`,
      {
        prefix,
        keyArn: telemetryKey.arn,
        criticalEmails: configuration.alertEmails,
        criticalPhones: configuration.alertPhones,
        warningEmails: configuration.alertEmails,
        businessEmails: configuration.alertEmails,
        securityEmails: configuration.alertEmails,
      },
      part("observability"),
    );

    const key = new DataKey(`${name}-data`, { ...place, replicaOf: primary?.dataKeyArn }, part("data-key"));
    const tables = new GlobalTables(
      `${name}-tables`,
      { ...place, key, replicaOf: primary?.tableArns },
      part("tables"),
    );
    const secrets = new Secrets(
      `${name}-secrets`,
      { ...place, key, replicaOf: primary?.secretArns },
      part("secrets", "secret"),
    );
    const media = new MediaBuckets(
      `${name}-media`,
      { ...place, key, replicaOf: primary?.mediaBuckets },
      part("media", "personal"),
    );

    const queue = (queueName: string) =>
      new FifoQueue(
        `${name}-${queueName}`,
        { queueName: names.queue(queueName) },
        part("messaging", "personal"),
      );
    const queues = { inbox: queue("inbox"), payments: queue("payments") };
    const tenantInboxes = siblingOf(
      queues.inbox.arn,
      inboxQueueName(queues.inbox.queueName, { clientId: "client_*", tier: "silo" }),
    );
    const storeQueues = siblingOf(queues.inbox.arn, "client_*_store_*.fifo");

    const cached = createPrivateCache(name, { configuration, keyArn: key.arn, topics, part });
    const functions = new Functions(
      `${name}-functions`,
      {
        prefix,
        names,
        topics,
        cache: cached?.forFunctions,
        variables: functionVariables(configuration, names, {
          mediaBucket: media.bucketName,
          inbox: queues.inbox,
          payments: queues.payments,
        }),
        reservedConcurrency: reservations(configuration.reservedConcurrency),
      },
      part("functions"),
    ).byName;
    grantAccess(functions, {
      ...place,
      key,
      tables,
      secrets,
      media,
      queues,
      tenantInboxes,
      storeQueues,
      cache: cached?.cache,
      modelIds: configuration.modelIds,
    });
    const consumesInboxes = allowConsuming(functions.AIConversation, "inboxes", [
      queues.inbox.arn,
      tenantInboxes,
    ]);
    const inboxMapping = subscribe(
      "inbox",
      {
        queue: queues.inbox,
        consumer: functions.AIConversation,
        maximumConcurrency: configuration.inboxConcurrency,
        permission: consumesInboxes,
      },
      part("messaging"),
    );
    subscribe("payments", { queue: queues.payments, consumer: functions.PaymentService }, part("messaging"));

    const zone = primary
      ? undefined
      : new HostedZone(`${name}-zone`, { domain, exists: configuration.zoneExists }, part("dns"));
    const zoneId = primary?.zoneId ?? zone!.zoneId;
    const hosts = { publicName: publicName(domain), ownName: regionalName(domain, region) };
    const certificate = new RegionalCertificate(
      `${name}-certificate`,
      { ...hosts, zoneId, provesPublicName: role === "primary" },
      part("dns"),
    );
    const api = new RegionalApi(
      `${name}-api`,
      { ...hosts, prefix, functions, authorizer: functions.Authorizer, certificateArn: certificate.arn },
      part("api"),
    );
    const dns = new FailoverDns(
      `${name}-dns`,
      {
        ...place,
        domain,
        role,
        zoneId,
        publicDomain: api.publicDomain,
        ownDomain: api.ownDomain,
        // Route 53's metrics are in us-east-1 only, and an alarm acts in its own region.
        alarmTopicArn: inRegion(topics.critical.arn, "us-east-1"),
      },
      part("dns"),
    );
    const schedules = new Schedules(`${name}-schedules`, { prefix, functions }, part("schedules"));
    const { inboxBacklog } = new ObservabilityPack(
      `${name}-observability`,
      {
        ...place,
        topics,
        functions,
        queues,
        api,
        dns,
        schedules,
        tableNames: tableNames.map((table) => names.table(table)),
      },
      part("observability"),
    );

    new Operations(
      `${name}-operations`,
      { configuration, topics, key, tables, secrets, media, functions, api, inboxMapping, inboxBacklog },
      part("operations"),
    );

    const pos = new PosRole(
      `${name}-pos`,
      {
        roleName: names.posRole(region),
        storeQueues,
        trustAnchorArn: configuration.posTrustAnchorArn,
      },
      part("messaging"),
    );
    for (const tenant of tenants) {
      const { clientId, stores, tier, aiConfig } = tenant;
      const ownModels = [...(aiConfig.models ?? []), ...(aiConfig.model ? [aiConfig.model] : [])];
      if (ownModels.length) grantModels(functions.AIConversation, ownModels, region, clientId);
      const own = new TenantQueues(
        clientId,
        {
          clientId,
          storeIds: stores.map(({ storeId }) => storeId),
          prefix,
          usagePlanId: api.usagePlans[tier].id,
          posRoleArn: pos.arn,
          inbox: ownInbox(tenant, queues.inbox.queueName, {
            consumer: functions.AIConversation,
            permission: consumesInboxes,
          }),
          topics,
        },
        part("tenants"),
      );
      if (!primary)
        new TenantRows(
          clientId,
          {
            tenant,
            tenantConfigTable: tables.tables.TenantConfigTable!.name,
            orderConfigTable: tables.tables.OrderConfigTable!.name,
          },
          // Messages come as soon as the row is there.
          { ...part("tenants"), dependsOn: own },
        );
    }

    this.outputs = {
      region,
      role,
      publicUrl: `https://${hosts.publicName}`,
      ownUrl: `https://${hosts.ownName}`,
      webhookUrl: `https://${hosts.publicName}/webhook/{clientId}`,
      asaasWebhookUrl: `https://${hosts.publicName}/webhook/asaas/{clientId}`,
      inboxQueueUrl: queues.inbox.url,
      paymentsQueueUrl: queues.payments.url,
      mediaBucket: media.bucketName,
      posRoleArn: pos.arn,
      ...(zone && { nameServers: zone.nameServers }),
      ...(!primary &&
        shareWithPeer({
          dataKeyArn: key.arn,
          tableArns: tables.arns,
          secretArns: secrets.arns,
          mediaBuckets: media.bucketNames,
          zoneId,
        })),
    };
    this.registerOutputs(this.outputs);
  }
}
