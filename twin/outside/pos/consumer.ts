/** Reads a store's queue in one region, message by message, for as long as the restaurant is open to orders. */
import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PosMessage } from "../../../handlers/shared/messages.ts";
import type { Clock } from "../../clock.ts";
import type { Board } from "./board.ts";
import type { StoreQueue } from "./types.ts";

/** Twin milliseconds before a region that did not answer is asked again. */
const pauseMs = 2_000;
const longPollSeconds = 20;

/** Runs until `signal` aborts. A region that is away is asked again; a message that is no order stays in its queue. */
export async function consume(
  { name: region, endpoint, queueUrl: QueueUrl, credentials }: StoreQueue,
  queue: string,
  board: Board,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const sqs = new SQSClient({
    region,
    endpoint,
    credentials,
    useQueueUrlAsEndpoint: false,
    maxAttempts: 1,
  });
  while (!signal.aborted) {
    try {
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: longPollSeconds,
      });
      const { Messages = [] } = await sqs.send(command, { abortSignal: signal });
      for (const message of Messages) {
        if (!take(message, region, queue, board)) continue;
        // Deleted only once it is on the board: a crash before this brings it back, and the board knows it.
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      }
    } catch {
      await clock.sleep(pauseMs, signal);
    }
  }
  sqs.destroy();
}

function take(message: Message, region: string, queue: string, board: Board): boolean {
  const parsed = PosMessage.safeParse(parse(message.Body));
  if (parsed.success) {
    board.receive(parsed.data, region);
    return true;
  }
  const issue = parsed.error.issues[0];
  board.reject({
    region,
    queue,
    messageId: message.MessageId ?? "",
    reason: `${issue?.path.join(".") || "the message"}: ${issue?.message}`,
  });
  return false;
}

function parse(text = ""): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
