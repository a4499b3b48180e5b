import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { count } from "../support/shapes.ts";

const days = 14;

export default resourceRule({
  name: "queue-retention",
  description: "Every queue keeps its messages for 14 days, all that SQS allows.",
  why: "A message that ends in the queue is an order that nobody cooks, and nobody hears of it.",
  source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html",
  level: "mandatory",
  types: ["aws:sqs/queue:Queue"],
  props: z.object({ messageRetentionSeconds: count }),
  check({ messageRetentionSeconds = 4 * 86_400 }, report) {
    if (messageRetentionSeconds < days * 86_400)
      report({
        what: `keeps messages for ${messageRetentionSeconds / 86_400} days`,
        mend: `Set messageRetentionSeconds to ${days * 86_400}.`,
      });
  },
});
