import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionalApi } from "../api/regional-api.ts";
import type { FailoverDns } from "../dns/failover-dns.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";
import type { FifoQueue } from "../messaging/fifo-queue.ts";
import { refuseUnless } from "../refuse.ts";
import type { Schedules } from "../schedules/schedules.ts";
import type { AlarmContext } from "./alarms/alarm.ts";
import { createLatencyAlarm, createRefusalAlarm, createServerErrorAlarm } from "./alarms/api-alarms.ts";
import {
  createMenuAlarm,
  createMoneyAlarms,
  createOrdersAlarm,
  createPaymentAlarm,
} from "./alarms/business-alarms.ts";
import { createErrorAlarms, createThrottleAlarm } from "./alarms/function-alarms.ts";
import { createBacklogAlarm, createDeadLettersAlarm } from "./alarms/queue-alarms.ts";
import { createRegionAlarm } from "./alarms/region-alarm.ts";
import type { AlertTopics } from "./alert-topics.ts";
import { createDashboards } from "./dashboards/create.ts";
import { createLogQueries } from "./log-queries.ts";
import { createMetricFilters, requestsRefused } from "./metric-filters.ts";
import { createSampling } from "./tracing.ts";

/** The plan's five functions: each has an alarm of its own. What else fails shows in the API's and the queues' alarms. */
export const watchedFunctions = [
  "WebhookHandler",
  "AIConversation",
  "OrderService",
  "PaymentService",
  "SQSProducer",
] as const;
export type WatchedFunction = (typeof watchedFunctions)[number];

export interface ObservabilityPackArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly region: string;
  readonly peerRegion?: string;
  readonly topics: AlertTopics;
  /** Every function of the region, by its service name. */
  readonly functions: Readonly<Record<WatchedFunction, HandlerFunction>> &
    Readonly<Record<string, HandlerFunction>>;
  /** Queues between functions. The stores' queues have their alarms from TenantQueues. */
  readonly queues: { readonly inbox: FifoQueue; readonly payments: FifoQueue };
  readonly api: RegionalApi;
  readonly dns: FailoverDns;
  readonly schedules: Schedules;
  /** Physical names of the tables, for throttling and replication. */
  readonly tableNames: readonly string[];
  /** Share of requests that X-Ray records. @default 0.05; 0–1 */
  readonly traceRate?: number;
  /** Requests a second that X-Ray records before the share applies. @default 1; 0–50 */
  readonly traceReservoir?: number;
}

/** What tells people how the region is: alarms on topics, dashboards, metrics from logs, traces, saved queries. */
export class ObservabilityPack extends pulumi.ComponentResource {
  /** The plan's "Fila Acumulando" for the inbox: what a scale action would follow. */
  readonly inboxBacklog: aws.cloudwatch.MetricAlarm;
  /** In alarm: this region does not take messages in, or does not answer them. */
  readonly regionUnhealthy: aws.cloudwatch.CompositeAlarm;

  constructor(name: string, args: ObservabilityPackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:observability:ObservabilityPack", name, {}, opts);
    const { traceRate = 0.05, traceReservoir = 1 } = args;
    refuseUnless(traceRate >= 0 && traceRate <= 1, `${name}: traceRate`, traceRate, "0–1");
    refuseUnless(
      Number.isInteger(traceReservoir) && traceReservoir >= 0 && traceReservoir <= 50,
      `${name}: traceReservoir`,
      traceReservoir,
      "0–50",
    );
    const child = { parent: this };
    const { prefix, topics, functions, queues, api, schedules } = args;
    const context: AlarmContext = { name: `${name}-alarm`, prefix, topics, opts: child };

    createMetricFilters(name, { accessLog: api.accessLog.logGroup, functions }, child);
    const watched = Object.fromEntries(
      watchedFunctions.map((service) => [service, functions[service]]),
    ) as Record<WatchedFunction, HandlerFunction>;
    const errors = createErrorAlarms(context, watched);
    const latency = createLatencyAlarm(context, api);
    const serverErrors = createServerErrorAlarm(context, api);
    const refusals = createRefusalAlarm(context, requestsRefused);
    this.inboxBacklog = createBacklogAlarm(context, "inbox", queues.inbox.queue.name);
    const deadLetterQueues = {
      inbox: queues.inbox.deadLetterQueue,
      payments: queues.payments.deadLetterQueue,
      schedules: schedules.deadLetterQueue,
    };
    const alarms = [
      ...Object.values(errors),
      createThrottleAlarm(context),
      latency,
      serverErrors,
      refusals,
      this.inboxBacklog,
      createBacklogAlarm(context, "payments", queues.payments.queue.name),
      createDeadLettersAlarm(
        context,
        namesIn(deadLetterQueues, (queue) => queue.name),
      ),
      createPaymentAlarm(context),
      ...createMoneyAlarms(context),
      createMenuAlarm(context),
      createOrdersAlarm(context),
    ];
    this.regionUnhealthy = createRegionAlarm(context, {
      serverErrors,
      webhookErrors: errors.WebhookHandler,
      conversationErrors: errors.AIConversation,
      inboxBacklog: this.inboxBacklog,
    });

    const logGroups = Object.values(functions).map((handler) => handler.logGroup.name);
    createLogQueries(name, prefix, { functions: logGroups, access: [api.accessLog.logGroup.name] }, child);
    createSampling(name, { prefix, rate: traceRate, reservoir: traceReservoir }, child);
    createDashboards(
      name,
      prefix,
      args.region,
      pulumi.output({
        region: args.region,
        peerRegion: args.peerRegion,
        apiName: api.apiName,
        stageName: api.stageName,
        webAclName: api.firewall.aclName,
        functions: namesIn(functions, (handler) => handler.functionName),
        queues: namesIn(queues, (queue) => queue.queue.name),
        deadLetterQueues: namesIn(deadLetterQueues, (queue) => queue.name),
        tableNames: [...args.tableNames],
        accessLogGroup: api.accessLog.logGroup.name,
        functionLogGroups: logGroups,
        alarmArns: [this.regionUnhealthy.arn, ...alarms.map((alarm) => alarm.arn)],
        healthChecks: namesIn(distinctChecks(args.dns), (check) => check.id),
      }),
      child,
    );
    this.registerOutputs({
      regionUnhealthyArn: this.regionUnhealthy.arn,
      inboxBacklogArn: this.inboxBacklog.arn,
    });
  }
}

/** The secondary follows its own check and has no other. */
function distinctChecks({
  healthChecks: { own, drain, effective },
}: FailoverDns): Record<string, aws.route53.HealthCheck> {
  return drain ? { own, drain, effective } : { own };
}

function namesIn<T>(
  parts: Readonly<Record<string, T>>,
  name: (part: T) => pulumi.Output<string>,
): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(Object.entries(parts).map(([label, part]) => [label, name(part)]));
}
