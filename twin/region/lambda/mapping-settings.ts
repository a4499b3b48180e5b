/** Event source mappings, from the graph; what AWS refuses when they are created is refused here. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import type { Permission } from "../aws-service.ts";
import type { RegionQueues } from "../sqs/sqs.ts";
import type { RegionFunctions } from "./lambda.ts";

export interface MappingSettings {
  readonly uuid: string;
  readonly name: string;
  readonly queueArn: string;
  readonly fifo: boolean;
  /** As the graph names it: name, name:alias or ARN. */
  readonly functionName: string;
  readonly batchSize: number;
  readonly maximumConcurrency?: number;
  readonly reportsItemFailures: boolean;
}

export interface MappingWorld {
  readonly queues: RegionQueues;
  readonly functions: RegionFunctions;
  /** Whether a role's policies allow it. */
  readonly allows: (roleArn: string, permission: Permission) => boolean;
}

const inputs = z.object({
  eventSourceArn: z.string(),
  functionName: z.string(),
  enabled: z.boolean().default(true),
  batchSize: z.int().min(1).max(10_000).default(10),
  maximumBatchingWindowInSeconds: z.int().min(0).max(300).default(0),
  functionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
  scalingConfig: z.object({ maximumConcurrency: z.int().min(2).max(1000).optional() }).optional(),
  filterCriteria: z.unknown().optional(),
});

const needed = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

/** The enabled ones. @throws Error with a sentence for each that AWS would refuse or the twin cannot play. */
export function mappingSettings(resources: readonly GraphResource[], world: MappingWorld): MappingSettings[] {
  const problems: string[] = [];
  const all: MappingSettings[] = [];
  for (const resource of resources) {
    if (resource.type !== "aws:lambda/eventSourceMapping:EventSourceMapping" || resource.external) continue;
    try {
      const settings = settingsOf(resource, world);
      if (settings) all.push(settings);
    } catch (error) {
      problems.push(`Event source mapping ${resource.name}: ${(error as Error).message}`);
    }
  }
  if (problems.length) throw new Error(problems.join("\n"));
  return all;
}

function settingsOf(resource: GraphResource, world: MappingWorld): MappingSettings | undefined {
  const parsed = inputs.safeParse(resource.inputs);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`${issue?.path.join(".")}: ${issue?.message} (InvalidParameterValueException).`);
  }
  const mapping = parsed.data;
  if (!mapping.eventSourceArn.startsWith("arn:aws:sqs:"))
    throw new Error(`its source is ${mapping.eventSourceArn}; the twin maps SQS queues only.`);
  if (mapping.filterCriteria) throw new Error("it filters events, which the twin does not do.");
  const queue = world.queues.settings(mapping.eventSourceArn);
  const fn = world.functions.settings(mapping.functionName);
  if (queue.fifo && mapping.batchSize > 10)
    throw new Error(`a FIFO queue's batch has at most 10 messages, not ${mapping.batchSize}.`);
  if (queue.fifo && mapping.maximumBatchingWindowInSeconds > 0)
    throw new Error("Batching window is not supported for FIFO queues (InvalidParameterValueException).");
  if (mapping.maximumBatchingWindowInSeconds > 0)
    throw new Error("it has a batching window, and the twin hands messages over as soon as they arrive.");
  if (queue.visibilityTimeoutSeconds < fn.timeoutSeconds)
    throw new Error(
      `Queue visibility timeout: ${queue.visibilityTimeoutSeconds} seconds is less than Function timeout: ${fn.timeoutSeconds} seconds (InvalidParameterValueException).`,
    );
  for (const action of needed)
    if (!world.allows(fn.roleArn, { action, resource: queue.arn }))
      throw new Error(
        `The function execution role does not have permissions to call ${action.slice(4)} on SQS: allow ${action} on ${queue.arn} to ${fn.roleArn} (InvalidParameterValueException).`,
      );
  if (!mapping.enabled) return undefined;
  return {
    uuid: resource.id,
    name: resource.name,
    queueArn: queue.arn,
    fifo: queue.fifo,
    functionName: mapping.functionName,
    batchSize: mapping.batchSize,
    maximumConcurrency: mapping.scalingConfig?.maximumConcurrency,
    reportsItemFailures: mapping.functionResponseTypes.includes("ReportBatchItemFailures"),
  };
}
