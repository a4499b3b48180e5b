/**
 * SNS of one region. Functions and queues really get their messages; e-mail and SMS, which would leave the laptop, are
 * kept as deliveries that can be looked at, as if every address had confirmed.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import { servicePermissions } from "../apigateway/permissions.ts";
import { AwsError, type AwsService, type Permission } from "../aws-service.ts";
import type { Functions, Queues } from "../types.ts";
import { createService } from "./service.ts";
import { keyPermissions, readTopics, type Subscription, type Topic } from "./topics.ts";

export interface SnsOptions {
  readonly region: string;
  /** The resources of this region. */
  readonly resources: readonly GraphResource[];
  readonly functions: Pick<Functions, "invokeAsync">;
  readonly queues: Pick<Queues, "send">;
  readonly clock: Clock;
  /** Whether IAM lets a service ("sns.amazonaws.com") do something: topic and queue policies. @default everything */
  readonly mayCall?: (principal: string, permission: Permission) => boolean;
}

export interface Publication {
  readonly message: string;
  readonly subject?: string;
  /** Attributes of type String. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** FIFO topics. */
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** On whose behalf a service publishes: an alarm's ARN. */
  readonly sourceArn?: string;
}

export interface Delivery extends Publication {
  readonly messageId: string;
  /** Absent for an SMS sent to a number without a topic. */
  readonly topicArn?: string;
  readonly protocol: Subscription["protocol"];
  readonly endpoint: string;
  /** Twin time. */
  readonly time: number;
  /** Why the message did not arrive; absent when it did. */
  readonly failure?: string;
}

export interface Sns {
  readonly service: AwsService;
  /** Returns the message id. @throws AwsError NotFound */
  publish(topicArn: string, publication: Publication): string;
  /** As a service of AWS does, which the topic's policy and key must allow. @throws AwsError NotFound, AuthorizationError */
  publishAs(service: string, topicArn: string, publication: Publication): string;
  sms(phoneNumber: string, message: string): string;
  /** The last thousand, newest last. */
  deliveries(): readonly Delivery[];
}

const keptDeliveries = 1_000;

/** Throws a sentence for a subscription that the twin could not deliver to. */
export function createSns(options: SnsOptions): Sns {
  const { region, resources, functions, queues, clock, mayCall = () => true } = options;
  const topics = new Map(readTopics(resources).map((topic) => [topic.arn, topic]));
  const permitted = servicePermissions(resources);
  const deliveries: Delivery[] = [];

  const keep = (delivery: Delivery) => {
    deliveries.push(delivery);
    if (deliveries.length > keptDeliveries) deliveries.shift();
  };

  function topicOf(arn: string): Topic {
    const topic = topics.get(arn);
    if (!topic) throw new AwsError("NotFound", "Topic does not exist", 404);
    return topic;
  }

  function publish(topicArn: string, publication: Publication): string {
    const topic = topicOf(topicArn);
    const messageId = randomUUID();
    for (const subscription of topic.subscriptions) {
      if (!subscription.wants(publication.message, publication.attributes ?? {})) continue;
      const { protocol, endpoint } = subscription;
      const failure = deliver(topic, subscription, messageId, publication);
      keep({ ...publication, messageId, topicArn, protocol, endpoint, time: clock.now(), failure });
    }
    return messageId;
  }

  /** Returns why it could not. */
  function deliver(
    topic: Topic,
    { arn, protocol, endpoint, raw }: Subscription,
    messageId: string,
    publication: Publication,
  ): string | undefined {
    const notification = notificationOf(topic, messageId, publication);
    try {
      if (protocol === "lambda") {
        const call = { principal: "sns.amazonaws.com", sourceArn: topic.arn, functionName: endpoint };
        if (!permitted(call)) return `no Permission lets ${topic.arn} invoke ${endpoint}`;
        functions.invokeAsync(endpoint, lambdaEvent(arn, notification), "async");
      } else if (protocol === "sqs") {
        const context = sourceOf(topic.arn, topic.arn);
        const permission = { action: "sqs:SendMessage", resource: endpoint, context };
        if (!mayCall("sns.amazonaws.com", permission))
          return `the policy of ${endpoint} does not let SNS send`;
        const { message, attributes, groupId, deduplicationId } = publication;
        queues.send(endpoint, {
          body: raw ? message : JSON.stringify(notification),
          attributes: raw ? attributes : undefined,
          groupId,
          deduplicationId,
        });
      }
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  function notificationOf(topic: Topic, messageId: string, publication: Publication) {
    return {
      Type: "Notification",
      MessageId: messageId,
      TopicArn: topic.arn,
      ...(publication.subject !== undefined && { Subject: publication.subject }),
      Message: publication.message,
      Timestamp: new Date(clock.now()).toISOString(),
      SignatureVersion: "1",
      UnsubscribeURL: `https://sns.${region}.amazonaws.com/?Action=Unsubscribe`,
      ...(publication.attributes && {
        MessageAttributes: Object.fromEntries(
          Object.entries(publication.attributes).map(([name, Value]) => [name, { Type: "String", Value }]),
        ),
      }),
    };
  }

  const sns = {
    publish,
    publishAs(service: string, topicArn: string, publication: Publication): string {
      const topic = topicOf(topicArn);
      const context = sourceOf(topicArn, publication.sourceArn);
      const refuse = (sentence: string) => new AwsError("AuthorizationError", sentence, 403);
      // SNS's own key has no policy that could let another service use it.
      if (topic.kmsKey === "alias/aws/sns")
        throw refuse(`${service} cannot use alias/aws/sns, the key of ${topicArn}`);
      if (topic.hasPolicy && !mayCall(service, { action: "sns:Publish", resource: topicArn, context }))
        throw refuse(`The policy of ${topicArn} does not let ${service} publish`);
      if (!keyPermissions(topic, context).every((permission) => mayCall(service, permission)))
        throw refuse(`The policy of ${topic.kmsKey} does not let ${service} encrypt for ${topicArn}`);
      return publish(topicArn, publication);
    },
    sms(phoneNumber: string, message: string): string {
      const messageId = randomUUID();
      keep({ message, messageId, protocol: "sms", endpoint: phoneNumber, time: clock.now() });
      return messageId;
    },
    deliveries: () => deliveries,
  };
  return {
    ...sns,
    service: createService({
      ...sns,
      keyPermissions(topicArn) {
        const topic = topics.get(topicArn);
        return topic ? keyPermissions(topic, { "kms:ViaService": `sns.${region}.amazonaws.com` }) : [];
      },
    }),
  };
}

/** What policies may ask about the caller behind a service; everything is of one account. */
function sourceOf(topicArn: string, sourceArn: string | undefined): Record<string, string> {
  const accountId = topicArn.split(":")[4] ?? "";
  return { "aws:SourceAccount": accountId, ...(sourceArn && { "aws:SourceArn": sourceArn }) };
}

function lambdaEvent(subscriptionArn: string, notification: object) {
  return {
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: subscriptionArn,
        Sns: notification,
      },
    ],
  };
}
