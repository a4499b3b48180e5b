import * as z from "zod";
import { redriveOf } from "../support/queues.ts";
import { resourceRule } from "../support/rule.ts";
import { flag, text } from "../support/shapes.ts";

export default resourceRule({
  name: "queue-dead-letters-same-kind",
  description: "A FIFO queue's dead-letter queue is FIFO, a standard queue's is standard.",
  why: "SQS refuses to move messages between the two kinds: the poisoned message then never leaves its queue.",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  level: "mandatory",
  types: ["aws:sqs/queue:Queue"],
  props: z.object({ fifoQueue: flag, redrivePolicy: text }),
  check({ fifoQueue = false, redrivePolicy }, report) {
    const target = redriveOf(redrivePolicy)?.deadLetterTargetArn;
    if (target !== undefined && target.endsWith(".fifo") !== fifoQueue)
      report({
        what: `is ${fifoQueue ? "FIFO" : "standard"} and its dead-letter queue ${target} is not`,
        mend: "Give it a dead-letter queue of its own kind.",
      });
  },
});
