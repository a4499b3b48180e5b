/** A queue and its dead-letter queue, by either one's name. */
import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";

export interface Pair {
  readonly source: string;
  readonly sourceUrl: string;
  readonly deadLetters: string;
  readonly deadLettersUrl: string;
  /** How many lie there. */
  readonly waiting: number;
}

/** @throws a sentence when there are no such FIFO queues, or the one is not the other's. */
export async function findPair(sqs: SQSClient, queue: string): Promise<Pair> {
  if (!queue.endsWith(".fifo"))
    throw new Error(
      `${queue} is no FIFO queue: order is no matter there, and AWS's own redrive (StartMessageMoveTask) does.`,
    );
  const source = queue.replace(/-dlq\.fifo$/, ".fifo");
  const sourceUrl = await urlOf(sqs, source);
  const { RedrivePolicy } = await attributesOf(sqs, sourceUrl, "RedrivePolicy");
  const policy = JSON.parse(RedrivePolicy ?? "{}") as { readonly deadLetterTargetArn?: string };
  const deadLetters = policy.deadLetterTargetArn?.split(":").at(-1);
  if (!deadLetters) throw new Error(`${source} has no dead-letter queue: nothing can be moved back to it.`);
  const deadLettersUrl = await urlOf(sqs, deadLetters);
  const { ApproximateNumberOfMessages } = await attributesOf(
    sqs,
    deadLettersUrl,
    "ApproximateNumberOfMessages",
  );
  return {
    source,
    sourceUrl,
    deadLetters,
    deadLettersUrl,
    waiting: Number(ApproximateNumberOfMessages ?? 0),
  };
}

async function urlOf(sqs: SQSClient, name: string): Promise<string> {
  try {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    return QueueUrl!;
  } catch (error) {
    if (!/NonExistent|QueueDoesNotExist/.test((error as Error).name)) throw error;
    throw new Error(`There is no queue ${name} in ${await sqs.config.region()}.`);
  }
}

async function attributesOf(
  sqs: SQSClient,
  url: string,
  name: "RedrivePolicy" | "ApproximateNumberOfMessages",
): Promise<Partial<Record<string, string>>> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [name] }),
  );
  return Attributes;
}
