import * as z from "zod";
import { isDeadLetterQueue, redriveOf } from "../support/queues.ts";
import { stackRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";

export default stackRule({
  name: "queue-dead-letters",
  description: "Every queue hands what cannot be processed to a dead-letter queue.",
  why: "A poisoned message otherwise comes back until it ends, and in a FIFO queue it holds its whole conversation up.",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:sqs/queue:Queue", z.object({ redrivePolicy: text }), ({ redrivePolicy }, queue) => {
      if (redriveOf(redrivePolicy) || isDeadLetterQueue(stack, queue)) return;
      report(queue, {
        what: "has no dead-letter queue, and is none",
        mend: "Set its redrivePolicy to { deadLetterTargetArn, maxReceiveCount }.",
      });
    });
  },
});
