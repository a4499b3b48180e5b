import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { count, flag } from "../support/shapes.ts";

export default resourceRule({
  name: "cache-survives-a-zone",
  description: "Every cache has two nodes or more, in different zones, and fails over by itself.",
  why: "One zone's outage would slow every conversation down to the table's pace at once.",
  source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html",
  level: "mandatory",
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  props: z.object({
    automaticFailoverEnabled: flag,
    multiAzEnabled: flag,
    numCacheClusters: count,
    replicasPerNodeGroup: count,
  }),
  check({ automaticFailoverEnabled, multiAzEnabled, numCacheClusters, replicasPerNodeGroup }, report) {
    const nodes = replicasPerNodeGroup === undefined ? (numCacheClusters ?? 1) : replicasPerNodeGroup + 1;
    if (!automaticFailoverEnabled || !multiAzEnabled || nodes < 2)
      report({
        what: `has ${nodes} node${nodes === 1 ? "" : "s"}, ${multiAzEnabled ? "in different zones" : "perhaps in one zone"}, ${automaticFailoverEnabled ? "with" : "without"} automatic failover`,
        mend: "Set numCacheClusters to 2 or more, multiAzEnabled and automaticFailoverEnabled to true.",
      });
  },
});
