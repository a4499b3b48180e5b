/**
 * Moves messages from a FIFO dead-letter queue back to where they came from, each group in order.
 *
 * A message is sent, then deleted. Its deduplication id is made of its id in the dead-letter queue: a run that ended between
 * the two, and is repeated, sends nothing twice within the queue's five minutes; later than that, consumers know what they
 * have processed. (Its first deduplication id will not do: five minutes after the first sending the queue would swallow it.)
 */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { Pair } from "./queues.ts";

export interface RedriveOptions {
  /** At most so many. @default as many as lay there at the beginning */
  readonly limit?: number;
  /** Also messages that a function set aside with a reason: they come back unless it can read them by now. @default false */
  readonly all?: boolean;
  /** Only says what would be moved. @default false */
  readonly dryRun?: boolean;
  readonly onProgress?: (report: Report) => void;
}

export interface Report {
  /** Looked at so far. */
  readonly seen: number;
  readonly moved: number;
  /** Set aside with a reason, and left. */
  readonly left: number;
  readonly groups: number;
  /** Of a group that could not go on: why. */
  readonly problems: readonly string[];
}

/** A run that is longer than this for one batch has been left alone. */
const visibilitySeconds = 60;
/** A queue may say that it is empty once when it is not. */
const emptiesAtEnd = 2;

export async function redrive(sqs: SQSClient, pair: Pair, options: RedriveOptions = {}): Promise<Report> {
  const { limit = pair.waiting, onProgress } = options;
  const groups = new Set<string>();
  const stuck = new Set<string>();
  const seen = new Set<string>();
  const held: Message[] = [];
  const problems: string[] = [];
  let [moved, left, empties] = [0, 0, 0];
  const report = (): Report => ({ seen: seen.size, moved, left, groups: groups.size, problems });

  while (seen.size < limit && empties < emptiesAtEnd) {
    const messages = await receive(sqs, pair, Math.min(10, limit - seen.size));
    empties = messages.length === 0 ? empties + 1 : 0;
    for (const message of messages) {
      const group = groupOf(message);
      const before = seen.has(bodyKey(message));
      seen.add(bodyKey(message));
      groups.add(group);
      // What is behind a message that could not be moved must wait for it; what was put back has been looked at.
      if (stuck.has(group) || before || options.dryRun) {
        held.push(message);
        if (!stuck.has(group) && !before && reasonOf(message) && !options.all) left++;
        else if (!stuck.has(group) && !before) moved++;
        continue;
      }
      try {
        const toLeave = reasonOf(message) !== undefined && !options.all;
        await send(sqs, toLeave ? pair.deadLettersUrl : pair.sourceUrl, message);
        await remove(sqs, pair, message);
        if (toLeave) left++;
        else moved++;
      } catch (error) {
        stuck.add(group);
        held.push(message);
        problems.push(`group ${group}: ${(error as Error).message}`);
      }
    }
    if (messages.length > 0) onProgress?.(report());
  }
  await release(sqs, pair, held);
  return report();
}

async function receive(sqs: SQSClient, pair: Pair, most: number): Promise<readonly Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: pair.deadLettersUrl,
      MaxNumberOfMessages: most,
      VisibilityTimeout: visibilitySeconds,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ["MessageGroupId", "MessageDeduplicationId", "SequenceNumber"],
      MessageAttributeNames: ["All"],
    }),
  );
  return Messages;
}

/** What is left goes to the dead-letter queue's end, out of the way of what is behind it. */
async function send(sqs: SQSClient, url: string, message: Message): Promise<void> {
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: message.Body,
      MessageGroupId: groupOf(message),
      MessageDeduplicationId: `redrive-${message.MessageId}`,
      MessageAttributes: message.MessageAttributes,
    }),
  );
}

async function remove(sqs: SQSClient, pair: Pair, { ReceiptHandle }: Message): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl: pair.deadLettersUrl, ReceiptHandle }));
}

/** Visible again at once, for whoever looks next; newest first, so that no group's later message is alone. */
async function release(sqs: SQSClient, pair: Pair, messages: readonly Message[]): Promise<void> {
  for (const { ReceiptHandle } of messages.toReversed())
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: pair.deadLettersUrl,
        ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
}

function groupOf(message: Message): string {
  return message.Attributes?.MessageGroupId ?? "";
}

/** handlers/adapters/inbox.ts puts it there. */
function reasonOf(message: Message): string | undefined {
  return message.MessageAttributes?.reason?.StringValue;
}

/** The same for a message and for itself put back. */
function bodyKey(message: Message): string {
  return `${groupOf(message)} ${reasonOf(message) === undefined ? message.MessageId : message.Body}`;
}
