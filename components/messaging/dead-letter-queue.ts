import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { createQueuePolicy } from "./queue-policy.ts";

/** A service that delivers here by the queue's policy, on behalf of one of our things. */
export interface Sender {
  /** "sns.amazonaws.com" */
  readonly service: string;
  /** ARN pattern of what it could not deliver for. */
  readonly source: pulumi.Input<string>;
}

/**
 * A standard queue, as Scheduler and Lambda ask for what they could not deliver; only encrypted connections reach it.
 * @param senders @default none: roles deliver by what their own policies say
 */
export function createDeadLetterQueue(
  name: string,
  queueName: string,
  opts: pulumi.CustomResourceOptions,
  senders: readonly Sender[] = [],
): aws.sqs.Queue {
  const queue = new aws.sqs.Queue(
    `${name}-dlq`,
    { name: queueName, messageRetentionSeconds: 14 * 86_400, sqsManagedSseEnabled: true },
    opts,
  );
  createQueuePolicy(
    `${name}-dlq-policy`,
    queue,
    opts,
    senders.map(({ service, source }) => ({
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sqs:SendMessage",
      Resource: queue.arn,
      Condition: { ArnLike: { "aws:SourceArn": source } },
    })),
  );
  return queue;
}
