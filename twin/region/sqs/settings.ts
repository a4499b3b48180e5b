/** A queue's settings, from the graph; what AWS refuses when a queue is created is refused here. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";

export interface QueueSettings {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  readonly deduplicationScope: "queue" | "messageGroup";
  readonly fifoThroughputLimit: "perQueue" | "perMessageGroupId";
  readonly delaySeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly messageRetentionSeconds: number;
  /** Bytes. */
  readonly maxMessageSize: number;
  readonly receiveWaitTimeSeconds: number;
  readonly redrive?: Redrive;
  readonly redriveAllow?: RedriveAllow;
  readonly kmsMasterKeyId?: string;
}

export interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export interface RedriveAllow {
  readonly redrivePermission: "allowAll" | "denyAll" | "byQueue";
  readonly sourceQueueArns?: readonly string[];
}

const inputs = z.object({
  fifoQueue: z.boolean().default(false),
  contentBasedDeduplication: z.boolean().default(false),
  deduplicationScope: z.enum(["queue", "messageGroup"]).default("queue"),
  fifoThroughputLimit: z.enum(["perQueue", "perMessageGroupId"]).default("perQueue"),
  delaySeconds: z.int().min(0).max(900).default(0),
  visibilityTimeoutSeconds: z.int().min(0).max(43_200).default(30),
  messageRetentionSeconds: z.int().min(60).max(1_209_600).default(345_600),
  maxMessageSize: z.int().min(1024).max(1_048_576).default(262_144),
  receiveWaitTimeSeconds: z.int().min(0).max(20).default(0),
  redrivePolicy: z.unknown().optional(),
  redriveAllowPolicy: z.unknown().optional(),
  kmsMasterKeyId: z.string().optional(),
});

export const redrivePolicy = z.object({
  deadLetterTargetArn: z.string().startsWith("arn:aws:sqs:"),
  maxReceiveCount: z.coerce.number().int().min(1).max(1_000),
});

const redriveAllowPolicy = z.object({
  redrivePermission: z.enum(["allowAll", "denyAll", "byQueue"]),
  sourceQueueArns: z.array(z.string()).max(10).optional(),
});

/** @throws Error with one sentence for each queue that AWS would refuse. */
export function queueSettings(resources: readonly GraphResource[]): QueueSettings[] {
  const policies = (type: string, property: string) =>
    new Map(
      resources
        .filter((resource) => resource.type === type)
        .map((resource) => [nameOf(String(resource.inputs.queueUrl)), resource.inputs[property]]),
    );
  const redrives = policies("aws:sqs/redrivePolicy:RedrivePolicy", "redrivePolicy");
  const allows = policies("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "redriveAllowPolicy");
  const queues = resources
    .filter((resource) => resource.type === "aws:sqs/queue:Queue" && !resource.external)
    .map((resource) => {
      const name = nameOf(String(resource.outputs.name ?? resource.inputs.name));
      return settingsOf(resource, name, redrives.get(name), allows.get(name));
    });
  const problems = queues.flatMap((queue) => problemsOf(queue, queues));
  if (problems.length) throw new Error(problems.join("\n"));
  return queues;
}

/** A queue's name from its name, URL or ARN. */
export function nameOf(queue: string): string {
  return queue.slice(Math.max(queue.lastIndexOf("/"), queue.lastIndexOf(":")) + 1);
}

function settingsOf(resource: GraphResource, name: string, redrive: unknown, allow: unknown): QueueSettings {
  const given = check(name, "", inputs, resource.inputs);
  const { fifoQueue, redrivePolicy: ownRedrive, redriveAllowPolicy: ownAllow, ...rest } = given;
  const redriveText = redrive ?? ownRedrive;
  const allowText = allow ?? ownAllow;
  return {
    ...rest,
    name,
    fifo: fifoQueue,
    url: String(resource.outputs.url ?? resource.id),
    arn: String(resource.outputs.arn),
    redrive: redriveText ? check(name, "redrivePolicy", redrivePolicy, parsed(redriveText)) : undefined,
    redriveAllow: allowText
      ? check(name, "redriveAllowPolicy", redriveAllowPolicy, parsed(allowText))
      : undefined,
  };
}

function problemsOf(queue: QueueSettings, all: readonly QueueSettings[]): string[] {
  const refuse = (why: string) => `Queue ${queue.name}: ${why} (InvalidParameterValue).`;
  const problems: string[] = [];
  if (queue.fifo !== queue.name.endsWith(".fifo"))
    problems.push(
      refuse(
        queue.fifo ? "the name of a FIFO queue ends in .fifo" : "only a FIFO queue's name ends in .fifo",
      ),
    );
  if (queue.fifoThroughputLimit === "perMessageGroupId" && queue.deduplicationScope !== "messageGroup")
    problems.push(refuse('fifoThroughputLimit "perMessageGroupId" needs deduplicationScope "messageGroup"'));
  if (queue.redrive) {
    const problem = redriveProblem(queue, queue.redrive, all);
    if (problem) problems.push(refuse(problem));
  }
  return problems;
}

/** Why `queue` may not give its failures to that target; undefined when it may. */
export function redriveProblem(
  queue: QueueSettings,
  redrive: Redrive,
  all: readonly QueueSettings[],
): string | undefined {
  const target = all.find(({ arn }) => arn === redrive.deadLetterTargetArn);
  if (!target) return `its dead-letter queue ${redrive.deadLetterTargetArn} does not exist in this region`;
  if (target.fifo !== queue.fifo)
    return `the dead-letter queue of a ${queue.fifo ? "FIFO" : "standard"} queue must be ${queue.fifo ? "FIFO" : "standard"} too, and ${target.name} is not`;
  const allow = target.redriveAllow;
  const allowed =
    !allow ||
    allow.redrivePermission === "allowAll" ||
    (allow.redrivePermission === "byQueue" && allow.sourceQueueArns?.includes(queue.arn));
  return allowed
    ? undefined
    : `the redrive-allow policy of ${target.name} does not let it be its dead-letter queue`;
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function check<T>(name: string, property: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = [property, ...(issue?.path ?? [])].filter((part) => part !== "").join(".");
  throw new Error(`Queue ${name}: ${where || "its inputs"}: ${issue?.message} (InvalidAttributeValue).`);
}
