/** What is asked about queues themselves: URL, attributes, list, purge, and who feeds a dead-letter queue. */
import * as z from "zod";
import { AwsError } from "../../aws-service.ts";
import type { Queue } from "../queue.ts";
import { invalidValue } from "../refusals.ts";
import { type QueueSettings, redrivePolicy, redriveProblem } from "../settings.ts";
import type { Store } from "../store.ts";

const purgePauseMs = 60_000;

export const byUrl = z.object({ QueueUrl: z.string() });
export const byName = z.object({ QueueName: z.string() });
export const getQueueAttributes = byUrl.extend({ AttributeNames: z.array(z.string()).optional() });
export const setQueueAttributes = byUrl.extend({ Attributes: z.record(z.string(), z.string()) });
export const listQueues = z.object({
  QueueNamePrefix: z.string().optional(),
  MaxResults: z.int().min(1).max(1000).optional(),
  NextToken: z.string().optional(),
});
export const listSources = byUrl.extend({
  MaxResults: z.int().min(1).max(1000).optional(),
  NextToken: z.string().optional(),
});

export function list(store: Store, request: z.infer<typeof listQueues>): Record<string, unknown> {
  const urls = [...store.queues.values()]
    .filter(({ name }) => name.startsWith(request.QueueNamePrefix ?? ""))
    .map(({ settings }) => settings.url);
  const { page, NextToken } = paged(urls, request);
  return { QueueUrls: page.length ? page : undefined, NextToken };
}

export function deadLetterSources(
  store: Store,
  request: z.infer<typeof listSources>,
): Record<string, unknown> {
  const { page, NextToken } = paged(
    sourcesOf(store, store.queue(request.QueueUrl)).map(({ settings }) => settings.url),
    request,
  );
  return { queueUrls: page, NextToken };
}

export function sourcesOf(store: Store, target: Queue): Queue[] {
  return [...store.queues.values()].filter(
    ({ settings }) => settings.redrive?.deadLetterTargetArn === target.settings.arn,
  );
}

export function purge(store: Store, queue: Queue): void {
  const now = store.clock.now();
  if (now - queue.lastPurgeAt < purgePauseMs)
    throw new AwsError(
      "PurgeQueueInProgress",
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
      403,
    );
  queue.lastPurgeAt = now;
  queue.clear();
}

export function attributesOf(queue: Queue, names: readonly string[] = []): Record<string, string> {
  const { settings, depth } = queue;
  const all: Record<string, unknown> = {
    QueueArn: settings.arn,
    ApproximateNumberOfMessages: depth.visible,
    ApproximateNumberOfMessagesNotVisible: depth.inFlight,
    ApproximateNumberOfMessagesDelayed: depth.delayed,
    CreatedTimestamp: Math.floor(queue.createdAt / 1000),
    LastModifiedTimestamp: Math.floor(queue.modifiedAt / 1000),
    VisibilityTimeout: settings.visibilityTimeoutSeconds,
    MaximumMessageSize: settings.maxMessageSize,
    MessageRetentionPeriod: settings.messageRetentionSeconds,
    DelaySeconds: settings.delaySeconds,
    ReceiveMessageWaitTimeSeconds: settings.receiveWaitTimeSeconds,
    RedrivePolicy: settings.redrive && JSON.stringify(settings.redrive),
    RedriveAllowPolicy: settings.redriveAllow && JSON.stringify(settings.redriveAllow),
    KmsMasterKeyId: settings.kmsMasterKeyId,
    SqsManagedSseEnabled: !settings.kmsMasterKeyId,
    FifoQueue: settings.fifo || undefined,
    ContentBasedDeduplication: settings.fifo ? settings.contentBasedDeduplication : undefined,
    DeduplicationScope: settings.fifo ? settings.deduplicationScope : undefined,
    FifoThroughputLimit: settings.fifo ? settings.fifoThroughputLimit : undefined,
  };
  const known = new Set([...Object.keys(all), "All", "Policy", "KmsDataKeyReusePeriodSeconds"]);
  const unknown = names.find((name) => !known.has(name));
  if (unknown) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name, value]) => value !== undefined && (names.includes("All") || names.includes(name)))
      .map(([name, value]) => [name, String(value)]),
  );
}

const seconds = (max: number, min = 0) => z.coerce.number().int().min(min).max(max);
const settable: Readonly<Record<string, readonly [keyof QueueSettings, z.ZodType]>> = {
  VisibilityTimeout: ["visibilityTimeoutSeconds", seconds(43_200)],
  DelaySeconds: ["delaySeconds", seconds(900)],
  MessageRetentionPeriod: ["messageRetentionSeconds", seconds(1_209_600, 60)],
  ReceiveMessageWaitTimeSeconds: ["receiveWaitTimeSeconds", seconds(20)],
  MaximumMessageSize: ["maxMessageSize", z.coerce.number().int().min(1024).max(1_048_576)],
};

/** The attributes that an operator may turn at run time; everything else belongs to the program. */
export function setAttributes(
  store: Store,
  queue: Queue,
  attributes: Readonly<Record<string, string>>,
): void {
  let settings = queue.settings;
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "RedrivePolicy") {
      settings = { ...settings, redrive: value === "" ? undefined : redriveOf(store, queue, value) };
      continue;
    }
    const [property, schema] = settable[name] ?? [];
    if (!property || !schema) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    const parsed = schema.safeParse(value);
    if (!parsed.success)
      throw new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
    settings = { ...settings, [property]: parsed.data };
  }
  queue.settings = settings;
  queue.modifiedAt = store.clock.now();
  queue.reconsiderExpiry();
}

function redriveOf(store: Store, queue: Queue, text: string): QueueSettings["redrive"] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = redrivePolicy.safeParse(value);
  if (!parsed.success) throw invalidValue(text, "RedrivePolicy", "Redrive policy is not a valid JSON map.");
  const all = [...store.queues.values()].map(({ settings }) => settings);
  const problem = redriveProblem(queue.settings, parsed.data, all);
  if (problem) throw invalidValue(text, "RedrivePolicy", `${problem}.`);
  return parsed.data;
}

function paged(
  urls: readonly string[],
  request: { readonly MaxResults?: number; readonly NextToken?: string },
): { page: readonly string[]; NextToken?: string } {
  const from = Number(Buffer.from(request.NextToken ?? "", "base64").toString() || 0);
  const to = from + (request.MaxResults ?? 1000);
  return {
    page: urls.slice(from, to),
    NextToken:
      request.MaxResults && to < urls.length ? Buffer.from(String(to)).toString("base64") : undefined,
  };
}
