/** A region's functions with all that each may do, and the queues that feed them. */
import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { PrivateCache } from "../cache/private-cache.ts";
import type { Configuration } from "../configuration.ts";
import type { KeptData } from "../data/kept-data.ts";
import { allowConsuming, subscribe } from "../messaging/queue-subscription.ts";
import type { RegionQueues } from "../messaging/region-queues.ts";
import type { Names } from "../naming.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import { reservations } from "../scaling/scaling-table.ts";
import type { Part } from "../tags.ts";
import type { FunctionName } from "./catalogue.ts";
import { Functions } from "./functions.ts";
import { grantAccess } from "./grants.ts";
import type { HandlerFunction } from "./handler-function.ts";
import { functionVariables } from "./variables.ts";

export interface RegionFunctionsArgs {
  readonly configuration: Configuration;
  readonly names: Names;
  readonly topics: AlertTopics;
  readonly kept: KeptData;
  readonly messaging: RegionQueues;
  /** @default none */
  readonly cached?: PrivateCache;
  readonly part: Part;
}

export interface RegionFunctions {
  readonly functions: Readonly<Record<FunctionName, HandlerFunction>>;
  /** What the shared inbox's messages reach AIConversation by. */
  readonly inboxMapping: aws.lambda.EventSourceMapping;
  /** Lets AIConversation take messages from every inbox. */
  readonly consumesInboxes: pulumi.Resource;
}

export function createFunctions(name: string, args: RegionFunctionsArgs): RegionFunctions {
  const { configuration, names, topics, kept, messaging, cached, part } = args;
  const { prefix, region, peerRegion, modelIds } = configuration;
  const { inbox, payments } = messaging.queues;
  const functions = new Functions(
    `${name}-functions`,
    {
      prefix,
      names,
      topics,
      cache: cached?.forFunctions,
      variables: functionVariables(configuration, names, {
        mediaBuckets: kept.media.bucketNames,
        inbox,
        payments,
      }),
      reservedConcurrency: reservations(configuration.reservedConcurrency),
    },
    part("functions"),
  ).byName;
  grantAccess(functions, { region, peerRegion, ...kept, ...messaging, cache: cached?.cache, modelIds });

  const consumer = functions.AIConversation;
  const inboxes = [inbox.arn, messaging.tenantInboxes];
  const consumesInboxes = allowConsuming(consumer, "inboxes", inboxes);
  const inboxMapping = subscribe(
    "inbox",
    {
      queue: inbox,
      consumer,
      maximumConcurrency: configuration.inboxConcurrency,
      permission: consumesInboxes,
    },
    part("messaging"),
  );
  subscribe("payments", { queue: payments, consumer: functions.PaymentService }, part("messaging"));
  return { functions, inboxMapping, consumesInboxes };
}
