import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { flag, text } from "../support/shapes.ts";

export default resourceRule({
  name: "queue-fifo-throughput",
  description: "Every FIFO queue counts its limits and its duplicates by message group.",
  why: "Otherwise all tenants share 300 calls a second, and one restaurant's dinner time delays every other's.",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html",
  level: "mandatory",
  types: ["aws:sqs/queue:Queue"],
  props: z.object({ fifoQueue: flag, deduplicationScope: text, fifoThroughputLimit: text }),
  check({ fifoQueue, deduplicationScope, fifoThroughputLimit }, report) {
    if (!fifoQueue) return;
    if (deduplicationScope !== "messageGroup" || fifoThroughputLimit !== "perMessageGroupId")
      report({
        what: "shares its throughput among all message groups",
        mend: 'Set deduplicationScope to "messageGroup" and fifoThroughputLimit to "perMessageGroupId".',
      });
  },
});
