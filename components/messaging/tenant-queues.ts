import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { inboxQueueName, storeQueueName, type TenantFile, usageKey } from "../../handlers/shared/tenant.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";
import { createAlarm } from "../observability/alarms/alarm.ts";
import { createBacklogAlarm, createDeadLetterAlarm } from "../observability/alarms/queue-alarms.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import { tagged } from "../tags.ts";
import { FifoQueue } from "./fifo-queue.ts";
import { posActions, restaurantTag } from "./pos-role.ts";
import { subscribe } from "./queue-subscription.ts";

/** The inbox of a tenant of tier silo: nobody else's messages wait before its own. */
export interface OwnInbox {
  /** Physical name, by `inboxQueueName`. */
  readonly queueName: string;
  readonly consumer: HandlerFunction;
  /** Batches that are answered at the same time, 2–1000. */
  readonly maximumConcurrency: number;
  /** Lets the consumer take messages from inboxes of tenants. */
  readonly permission: pulumi.Resource;
}

/** @param shared name of the queue that tier pool shares. @returns undefined for a tenant of tier pool */
export function ownInbox(
  tenant: Pick<TenantFile, "clientId" | "tier" | "limits">,
  shared: string,
  consumer: Pick<OwnInbox, "consumer" | "permission">,
): OwnInbox | undefined {
  const maximumConcurrency = tenant.tier === "silo" ? tenant.limits.maxConcurrency : undefined;
  return maximumConcurrency
    ? { queueName: inboxQueueName(shared, tenant), maximumConcurrency, ...consumer }
    : undefined;
}

export interface TenantQueuesArgs {
  readonly clientId: string;
  readonly storeIds: readonly string[];
  /** First part of the name of the tenant's usage-plan key. */
  readonly prefix: string;
  /** The plan whose throttle and quota the tenant's requests count against. */
  readonly usagePlanId: pulumi.Input<string>;
  /** The only principal that may take messages from the stores' queues, in sessions tagged with the clientId. */
  readonly posRoleArn: pulumi.Input<string>;
  /** @default the tenant's messages wait in the queue that tier pool shares */
  readonly inbox?: OwnInbox;
  /** Who hears when a kitchen's orders lie about. */
  readonly topics: AlertTopics;
  /**
   * How long a point of sale has for an order before the order is delivered to it again.
   * @default 120
   */
  readonly visibilityTimeoutSeconds?: number;
}

/**
 * All that one restaurant has of its own in a region: a queue for each store, and the key that meters its requests.
 * Another restaurant is another one of these, and touches no other resource.
 */
export class TenantQueues extends pulumi.ComponentResource {
  /** By storeId. */
  readonly stores: Readonly<Record<string, FifoQueue>>;
  readonly apiKey: aws.apigateway.ApiKey;
  readonly inbox?: FifoQueue;

  constructor(name: string, args: TenantQueuesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:messaging:TenantQueues", name, {}, tagged({ tenant: args.clientId }, opts));
    const { clientId, visibilityTimeoutSeconds = 120 } = args;
    this.stores = Object.fromEntries(
      args.storeIds.map((storeId) => [
        storeId,
        new FifoQueue(
          `${name}-${storeId}`,
          {
            queueName: storeQueueName(clientId, storeId),
            visibilityTimeoutSeconds,
            statements: (queueArn) => posOnly(queueArn, args.posRoleArn, clientId),
          },
          tagged({ "data-class": "personal" }, { parent: this }),
        ),
      ]),
    );
    for (const [storeId, store] of Object.entries(this.stores)) {
      const label = `${clientId}_${storeId}`;
      const context = {
        name: `${name}-${storeId}`,
        prefix: args.prefix,
        topics: args.topics,
        opts: { parent: this },
      };
      createDeadLetterAlarm(context, label, store.deadLetterQueue.name);
      createAlarm(context, {
        slug: `kitchen-${label}`,
        severity: "warning",
        alarmDescription: `An order has waited for ten minutes: the point of sale of ${label} does not fetch its orders.`,
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: store.queue.name },
        statistic: "Maximum",
        period: 300,
        evaluationPeriods: 2,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 600,
      });
      createAlarm(context, {
        slug: `depth-${label}`,
        severity: "warning",
        alarmDescription: `More than 30 orders have waited for five minutes: the point of sale of ${label} fetches them more slowly than they come.`,
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: store.queue.name },
        statistic: "Minimum",
        period: 60,
        evaluationPeriods: 5,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 30,
      });
    }
    if (args.inbox) this.inbox = this.#createInbox(name, args.inbox, args);
    this.apiKey = new aws.apigateway.ApiKey(
      `${name}-key`,
      { name: `${args.prefix}-${clientId}`, value: usageKey(clientId), description: `Meters ${clientId}.` },
      { parent: this },
    );
    new aws.apigateway.UsagePlanKey(
      `${name}-plan`,
      { usagePlanId: args.usagePlanId, keyId: this.apiKey.id, keyType: "API_KEY" },
      { parent: this },
    );
    this.registerOutputs({
      queueUrls: Object.values(this.stores).map((store) => store.url),
      apiKeyId: this.apiKey.id,
    });
  }

  #createInbox(
    name: string,
    { queueName, ...subscription }: OwnInbox,
    { clientId, prefix, topics }: TenantQueuesArgs,
  ): FifoQueue {
    const child = { parent: this };
    const queue = new FifoQueue(`${name}-inbox`, { queueName }, tagged({ "data-class": "personal" }, child));
    subscribe(`${name}-inbox`, { queue, ...subscription }, child);
    const context = { name: `${name}-inbox`, prefix, topics, opts: child };
    createBacklogAlarm(context, `inbox-${clientId}`, queue.queue.name);
    createDeadLetterAlarm(context, `inbox-${clientId}`, queue.deadLetterQueue.name);
    return queue;
  }
}

/** All restaurants' points of sale share a role, whose own policy names every store's queue: here they are told apart. */
function posOnly(
  queueArn: pulumi.Input<string>,
  posRoleArn: pulumi.Input<string>,
  clientId: string,
): readonly object[] {
  return [
    {
      Sid: "PointOfSaleReceives",
      Effect: "Allow",
      Principal: { AWS: posRoleArn },
      Action: posActions,
      Resource: queueArn,
      Condition: { StringEquals: { [restaurantTag]: clientId } },
    },
    // A session without the tag differs, too.
    {
      Sid: "NoOtherRestaurantReceives",
      Effect: "Deny",
      Principal: "*",
      Action: posActions,
      Resource: queueArn,
      Condition: {
        ArnEquals: { "aws:PrincipalArn": posRoleArn },
        StringNotEquals: { [restaurantTag]: clientId },
      },
    },
    {
      Sid: "NobodyElseReceives",
      Effect: "Deny",
      Principal: "*",
      Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
      Resource: queueArn,
      Condition: { ArnNotEquals: { "aws:PrincipalArn": posRoleArn } },
    },
  ];
}
