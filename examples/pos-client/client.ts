/** The client: takes orders from both regions' queues, prints each once, and accepts it. */
import { setTimeout as pause } from "node:timers/promises";
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandOutput,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Config, Region } from "./config.ts";
import type { OrderMemory } from "./memory.ts";
import { Order, ticket } from "./order.ts";
import { tell } from "./status.ts";

export interface ClientParts {
  readonly config: Config;
  readonly memory: OrderMemory;
  /**
   * Prints. Put here what your kitchen does with an order: it is called once for each version of it.
   * @param isNew false: a newer version of one that the kitchen has.
   */
  readonly onOrder?: (order: Order, isNew: boolean) => void | Promise<void>;
  /** For the operator of the client. */
  readonly say: (line: string) => void;
  /** Ends the client. */
  readonly signal: AbortSignal;
  /** After a failure. @default 2000 */
  readonly pauseMs?: number;
}

/** Until the signal aborts. */
export async function runClient(parts: ClientParts): Promise<void> {
  await Promise.all([
    ...parts.config.regions.map((region) => consume(region, parts)),
    parts.config.acceptMinutes === undefined ? undefined : acceptOwed(parts, parts.config.acceptMinutes),
  ]);
}

/** A region that does not answer is asked again: the orders come from the other one meanwhile. */
async function consume(region: Region, parts: ClientParts): Promise<void> {
  const { signal, say } = parts;
  const sqs = new SQSClient({
    region: region.name,
    profile: region.profile,
    endpoint: region.endpoint,
    credentials: region.credentials,
    // The endpoint decides whom the client calls, not the URL, which is a name.
    useQueueUrlAsEndpoint: false,
  });
  let away = false;
  while (!signal.aborted) {
    const received = await receive(sqs, region, parts).catch((error: Error) => error);
    if (received instanceof Error) {
      if (!away && !signal.aborted) say(`${region.name}: ${received.message}; asked until it answers.`);
      away = true;
      await rest(parts);
      continue;
    }
    if (away) say(`${region.name}: answers again.`);
    away = false;
    try {
      for (const message of received.Messages ?? []) {
        // The group's later messages must not overtake one that could not be taken.
        if (!(await take(message, region, parts))) break;
        await sqs.send(
          new DeleteMessageCommand({ QueueUrl: region.queueUrl, ReceiptHandle: message.ReceiptHandle }),
        );
      }
    } catch (error) {
      if (signal.aborted) break;
      say(`${region.name}: ${(error as Error).message}; trying again.`);
      await rest(parts);
    }
  }
  sqs.destroy();
}

function receive(
  sqs: SQSClient,
  { queueUrl }: Region,
  { config, signal }: ClientParts,
): Promise<ReceiveMessageCommandOutput> {
  const long = { MaxNumberOfMessages: 10, WaitTimeSeconds: config.waitSeconds };
  return sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, ...long }), { abortSignal: signal });
}

/** Whether the message may be deleted. What this client cannot read stays: it ends in the dead-letter queue. */
async function take(message: Message, region: Region, parts: ClientParts): Promise<boolean> {
  const { memory, say, config, onOrder = print } = parts;
  const parsed = Order.safeParse(json(message.Body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".") || "the body";
    say(`${region.name}: message ${message.MessageId} is no order: ${place}: ${issue?.message}`);
    return false;
  }
  const order = parsed.data;
  if (memory.knows(order)) {
    say(`${region.name}: ${order.orderId} v${order.version} was received before.`);
    return true;
  }
  const isNew = memory.isNew(order);
  await onOrder(order, isNew);
  // Read after the kitchen took its time: a newer version leaves an acceptance owed that was not told yet.
  const unanswered = isNew || memory.owed().includes(order.orderId);
  const accept = config.acceptMinutes !== undefined && unanswered && order.status === "confirmed";
  await memory.remember(order, accept);
  return true;

  function print(): void {
    console.log(`\n${ticket(order, isNew)}\n`);
  }
}

/** Acceptances are owed in the memory's file until they are told, so that no crash and no outage loses one. */
async function acceptOwed(parts: ClientParts, minutes: number): Promise<void> {
  const { config, memory, say, signal } = parts;
  while (!signal.aborted) {
    let failed = false;
    for (const orderId of memory.owed()) {
      const told = await tell(config, orderId, { status: "accepted", minutes });
      if (told.ok || !told.again) await memory.accepted(orderId);
      else failed = true;
      say(told.ok ? `Accepted ${orderId} with ${minutes} minutes.` : told.problem);
    }
    await rest(parts, failed ? undefined : 250);
  }
}

async function rest(
  { signal, pauseMs = 2_000 }: ClientParts,
  atMostMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  await pause(Math.min(pauseMs, atMostMs), undefined, { signal }).catch(() => {});
}

function json(text = ""): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
