import * as z from "zod";
import { sourcesOf } from "../support/queues.ts";
import { read, stackRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";
import { isUnknownValue } from "../support/unknown.ts";

export default stackRule({
  name: "queue-redrive-allowed",
  description: "Every dead-letter queue takes messages from its own queues only.",
  why: "Any queue of the account may otherwise fill it, and its alarm then says nothing about the queue that it guards.",
  source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html",
  level: "mandatory",
  check(stack, report) {
    for (const queue of stack.ofType("aws:sqs/queue:Queue")) {
      const sources = sourcesOf(stack, queue);
      if (!sources.length) continue;
      const [allowance] = stack.referring("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy", "queueUrl", queue);
      try {
        const allowed = allowance && Allowance.parse(JSON.parse(read(allowance, Policy).redriveAllowPolicy));
        const arns = sources.map((source) => read(source, z.object({ arn: z.string() })).arn);
        if (
          allowed?.redrivePermission === "byQueue" &&
          arns.every((arn) => allowed.sourceQueueArns.includes(arn)) &&
          allowed.sourceQueueArns.every((arn) => arns.includes(arn))
        )
          continue;
      } catch (error) {
        if (!isUnknownValue(error)) throw error;
        continue;
      }
      report(queue, {
        what: `takes dead letters from other queues than ${sources.map(({ name }) => `"${name}"`).join(", ")}, or not from all of these`,
        mend: 'Give it a RedriveAllowPolicy with redrivePermission "byQueue" and their ARNs.',
      });
    }
  },
});

const Policy = z.object({ redriveAllowPolicy: z.string() });
const Allowance = z.object({
  redrivePermission: text,
  sourceQueueArns: z.array(z.string()).default([]),
});
