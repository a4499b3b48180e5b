/** How queues hang together: which one takes what another could not get processed. */
import * as z from "zod";
import { type Resource, read } from "./rule.ts";
import { text } from "./shapes.ts";
import { refers, type Stack } from "./stack.ts";
import { whenKnown } from "./unknown.ts";

const Redrive = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** @param policy JSON, as a queue has it */
export function redriveOf(policy: string | undefined): RedrivePolicy | undefined {
  return policy ? Redrive.parse(JSON.parse(policy)) : undefined;
}

/** Where a dead-letter queue is named: type, and the path of the property that holds its ARN. */
const named: readonly (readonly [string, readonly string[]])[] = [
  ["aws:scheduler/schedule:Schedule", ["target", "deadLetterConfig", "arn"]],
  ["aws:cloudwatch/eventTarget:EventTarget", ["deadLetterConfig", "arn"]],
  ["aws:lambda/function:Function", ["deadLetterConfig", "targetArn"]],
  [
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    ["destinationConfig", "onFailure", "destination"],
  ],
];

/** Whether anything in the stack hands its failures to this queue. */
export function isDeadLetterQueue(stack: Stack, queue: Resource): boolean {
  return (
    sourcesOf(stack, queue).length > 0 ||
    named.some(([type, property]) => stack.referring(type, property, queue).length > 0) ||
    stack
      .ofType("aws:sns/topicSubscription:TopicSubscription")
      .some((subscription) => redrivesTo(subscription, queue))
  );
}

/** The queues whose dead letters end in this one. */
export function sourcesOf(stack: Stack, queue: Resource): Resource[] {
  return stack.ofType("aws:sqs/queue:Queue").filter((source) => redrivesTo(source, queue));
}

function redrivesTo(from: Resource, queue: Resource): boolean {
  const policy = whenKnown(() => read(from, z.object({ redrivePolicy: text })).redrivePolicy);
  const arn = whenKnown(() => read(queue, z.object({ arn: text })).arn);
  if (policy !== undefined && arn) return policy.includes(`"${arn}"`);
  return refers(from, "redrivePolicy", queue);
}
