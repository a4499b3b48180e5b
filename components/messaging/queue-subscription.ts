/** The edge from a queue to the function that consumes it. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { HandlerFunction } from "../functions/handler-function.ts";
import { refuseUnless } from "../refuse.ts";
import type { FifoQueue } from "./fifo-queue.ts";

export interface QueueSubscriptionArgs {
  readonly queue: FifoQueue;
  readonly consumer: HandlerFunction;
  /** @default 10, the most that a FIFO queue gives; 1–10 */
  readonly batchSize?: number;
  /** Batches at the same time, 2–1000. @default as many as the function's concurrency allows */
  readonly maximumConcurrency?: number;
  /** What lets the consumer take messages from the queue: see `allowConsuming`. @default one of its own */
  readonly permission?: pulumi.Resource;
}

/** Lets a function take messages from queues, by their ARNs or patterns of them. A role has room for few policies. */
export function allowConsuming(
  consumer: HandlerFunction,
  name: string,
  queueArns: readonly pulumi.Input<string>[],
): pulumi.Resource {
  return consumer.allow(`consume-${name}`, {
    actions: [
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ChangeMessageVisibility",
    ],
    resources: queueArns,
  });
}

/** Batches go to the alias, and the function answers which messages failed: only those are delivered again. */
export function subscribe(
  name: string,
  args: QueueSubscriptionArgs,
  opts: pulumi.CustomResourceOptions,
): aws.lambda.EventSourceMapping {
  const { queue, consumer, batchSize = 10, maximumConcurrency } = args;
  refuseUnless(batchSize >= 1 && batchSize <= 10, `${name}: batchSize`, batchSize, "1–10");
  refuseUnless(
    maximumConcurrency === undefined || (maximumConcurrency >= 2 && maximumConcurrency <= 1000),
    `${name}: maximumConcurrency`,
    maximumConcurrency,
    "2–1000",
  );
  refuseUnless(
    queue.visibilityTimeoutSeconds >= 6 * consumer.timeoutSeconds,
    `${name}: the queue's visibilityTimeoutSeconds`,
    queue.visibilityTimeoutSeconds,
    `${6 * consumer.timeoutSeconds} or more, six times the function's timeout, so that a message is not delivered again while it is retried`,
  );
  const permission = args.permission ?? allowConsuming(consumer, name, [queue.arn]);
  return new aws.lambda.EventSourceMapping(
    `${name}-subscription`,
    {
      eventSourceArn: queue.arn,
      functionName: consumer.alias.arn,
      batchSize,
      functionResponseTypes: ["ReportBatchItemFailures"],
      ...(maximumConcurrency && { scalingConfig: { maximumConcurrency } }),
    },
    { ...opts, dependsOn: [permission] },
  );
}
