/** SQS FIFO queues of both regions, by name: a queue has the same name in each. */
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Environment } from "../shared/environment.ts";
import { patience } from "./patience.ts";

export interface QueueMessage {
  /** Queue name, e.g. "chatbot-inbox.fifo". */
  readonly queue: string;
  /** Sent as JSON. */
  readonly body: unknown;
  /** Messages of one group are processed one after the other. */
  readonly group: string;
  /** The queue keeps one message of this id in five minutes. */
  readonly deduplicationId: string;
}

export interface Queues {
  /** Resolves when the queue has it. Throws when that region's queue cannot be reached or refuses. */
  send(region: string, message: QueueMessage): Promise<void>;
  /** Throws when this region's queue does not answer. */
  probe(queue: string, signal: AbortSignal): Promise<void>;
}

type Where = Environment<"QUEUE_URL_PREFIX" | "AWS_REGION">;

export function openQueues(where: Where): Queues {
  const clients = new Map<string, SQSClient>();
  const clientOf = (region: string) => {
    const known = clients.get(region);
    if (known) return known;
    const own = region === where.AWS_REGION;
    const client = new SQSClient({
      region,
      useQueueUrlAsEndpoint: false,
      // The peer may be the region that is down: one short try, and the caller still has time for its own queue.
      maxAttempts: own ? 3 : 1,
      requestHandler: own ? patience(1_000, 3_000) : patience(600, 1_200),
    });
    clients.set(region, client);
    return client;
  };
  const urlOf = (region: string, queue: string) =>
    `${where.QUEUE_URL_PREFIX.replace(where.AWS_REGION, region)}${queue}`;

  return {
    async send(region, message) {
      await clientOf(region).send(
        new SendMessageCommand({
          QueueUrl: urlOf(region, message.queue),
          MessageBody: JSON.stringify(message.body),
          MessageGroupId: message.group,
          MessageDeduplicationId: message.deduplicationId,
        }),
      );
    },
    async probe(queue, signal) {
      await clientOf(where.AWS_REGION).send(
        new GetQueueAttributesCommand({
          QueueUrl: urlOf(where.AWS_REGION, queue),
          AttributeNames: ["ApproximateNumberOfMessages"],
        }),
        { abortSignal: signal },
      );
    },
  };
}
