import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { tags, text } from "../support/shapes.ts";

/** clientId at the beginning of a store's queue, or at the end of a key's name. */
const ofQueue = /^(client_\w+?)_store_\w+?(-dlq)?\.fifo$/;
const ofKey = /(client_[a-z0-9_]+)$/;

export default resourceRule({
  name: "tenant-tagged",
  description: "What serves one tenant says which one.",
  why: "What a restaurant costs, and what to remove when it leaves, is found by this tag alone.",
  source: "https://docs.aws.amazon.com/wellarchitected/latest/saas-lens/cost-attribution.html",
  level: "mandatory",
  types: ["aws:apigateway/apiKey:ApiKey", "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:sqs/queue:Queue"],
  props: z.object({ name: text, dimensions: tags, tags }),
  check({ name = "", dimensions, tags: own }, report, { resource }) {
    const tenant =
      resource.type === "aws:apigateway/apiKey:ApiKey"
        ? ofKey.exec(name)?.[1]
        : ofQueue.exec(dimensions.QueueName ?? name)?.[1];
    if (tenant && own.tenant !== tenant)
      report({
        what: own.tenant
          ? `serves ${tenant} and says ${own.tenant}`
          : `does not say that it serves ${tenant}`,
        mend: "Create it below the tenant's component, which was made with tagged({ tenant }).",
      });
  },
});
