/** How queues hang together: which one takes what another could not get processed. */
import * as z from "zod";
import type { Resource } from "./rule.ts";
import type { Stack } from "./stack.ts";

const Redrive = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** @param policy JSON, as a queue has it */
export function redriveOf(policy: string | undefined): RedrivePolicy | undefined {
  return policy ? Redrive.parse(JSON.parse(policy)) : undefined;
}

const redrive = ["redrivePolicy", "deadLetterTargetArn"];

/** Where a dead-letter queue is named: type, and the path of the property that holds its ARN. */
const named: readonly (readonly [string, readonly string[]])[] = [
  ["aws:sqs/queue:Queue", redrive],
  ["aws:sns/topicSubscription:TopicSubscription", redrive],
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
  return named.some(([type, property]) => stack.referring(type, property, queue).length > 0);
}

/** The queues whose dead letters end in this one. */
export function sourcesOf(stack: Stack, queue: Resource): readonly Resource[] {
  return stack.referring("aws:sqs/queue:Queue", redrive, queue);
}
