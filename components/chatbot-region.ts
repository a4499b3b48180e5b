import * as pulumi from "@pulumi/pulumi";
import type { TenantFile } from "../handlers/shared/tenant.ts";
import { createFrontDoor } from "./api/front-door.ts";
import { createPrivateCache } from "./cache/private-cache.ts";
import type { Configuration } from "./configuration.ts";
import { tableNames } from "./data/global-tables.ts";
import { createKeptData } from "./data/kept-data.ts";
import { createFunctions } from "./functions/region-functions.ts";
import { createQueues } from "./messaging/region-queues.ts";
import { refuseCrowdedInboxes } from "./messaging/silo-concurrency.ts";
import { createTenants } from "./messaging/tenants.ts";
import { namesOf } from "./naming.ts";
import { AlertTopics } from "./observability/alert-topics.ts";
import { ObservabilityPack } from "./observability/observability-pack.ts";
import { Operations } from "./operations/operations.ts";
import { TelemetryKey } from "./operations/telemetry-key.ts";
import { type PrimaryInputs, shareWithPeer } from "./primary-outputs.ts";
import { Schedules } from "./schedules/schedules.ts";
import { type Part, tagged } from "./tags.ts";

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
    const { project, stack, profile, prefix, role, region, peerRegion, alertEmails, alertPhones } =
      configuration;
    super(
      "chatbot:index:ChatbotRegion",
      name,
      {},
      tagged({ project, stack, ...(profile === "dev" && { profile }) }, opts),
    );
    refuseCrowdedInboxes(configuration, tenants);
    const names = namesOf(prefix);
    const place = { prefix, names, region, peerRegion };
    const below: Part = (component, dataClass = "internal") =>
      tagged({ component, "data-class": dataClass }, { parent: this });

    const telemetryKey = new TelemetryKey(`${name}-telemetry`, { prefix, region }, below("telemetry-key"));
    const part: Part = (...tags) => telemetryKey.encryptingLogs(below(...tags));
    const topics = new AlertTopics(
      `${name}-alerts`,
      {
        prefix,
        keyArn: telemetryKey.arn,
        criticalEmails: alertEmails,
        criticalPhones: alertPhones,
        warningEmails: alertEmails,
        businessEmails: alertEmails,
        securityEmails: alertEmails,
      },
      part("observability"),
    );

    if (profile === "production" && !alertEmails.length && !alertPhones.length)
      pulumi.log.warn(
        `Nobody hears of this region's alarms: set ${project}:alertEmails, ${project}:alertPhones or both.`,
        topics,
      );

    const kept = createKeptData(name, { ...place, primary, part });
    const messaging = createQueues(name, names, part);
    const cached = createPrivateCache(name, { configuration, keyArn: kept.key.arn, topics, part });
    const working = createFunctions(name, { configuration, names, topics, kept, messaging, cached, part });
    const { functions, inboxMapping } = working;
    const { zoneId, nameServers, hosts, api, dns } = createFrontDoor(name, {
      configuration,
      functions,
      topics,
      primary,
      part,
    });

    const schedules = new Schedules(`${name}-schedules`, { prefix, functions }, part("schedules"));
    const { queues } = messaging;
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
      { configuration, topics, ...kept, functions, api, inboxMapping, inboxBacklog },
      part("operations"),
    );

    const rowsIn = primary ? undefined : kept.tables;
    const pos = createTenants(name, {
      configuration,
      names,
      tenants,
      working,
      messaging,
      api,
      topics,
      rowsIn,
      part,
    });

    this.outputs = {
      region,
      role,
      publicUrl: `https://${hosts.publicName}`,
      ownUrl: `https://${hosts.ownName}`,
      webhookUrl: `https://${hosts.publicName}/webhook/{clientId}`,
      asaasWebhookUrl: `https://${hosts.publicName}/webhook/asaas/{clientId}`,
      inboxQueueUrl: queues.inbox.url,
      paymentsQueueUrl: queues.payments.url,
      mediaBucket: kept.media.bucketName,
      posRoleArn: pos.arn,
      ...(nameServers && { nameServers }),
      ...(!primary &&
        shareWithPeer({
          dataKeyArn: kept.key.arn,
          tableArns: kept.tables.arns,
          secretArns: kept.secrets.arns,
          mediaBuckets: kept.media.bucketNames,
          zoneId,
        })),
    };
    this.registerOutputs(this.outputs);
  }
}
