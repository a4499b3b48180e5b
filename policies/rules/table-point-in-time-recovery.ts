import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, flag, listOf, text } from "../support/shapes.ts";

export default resourceRule({
  name: "table-point-in-time-recovery",
  description: "Every table and every replica can be restored to any second of the last 35 days.",
  why: "A wrong write replicates within a second: only the past brings the data back.",
  source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
  level: "mandatory",
  types: ["aws:dynamodb/table:Table"],
  props: z.object({
    pointInTimeRecovery: block({ enabled: flag }),
    replicas: listOf(z.object({ regionName: text, pointInTimeRecovery: flag })),
  }),
  check({ pointInTimeRecovery, replicas }, report) {
    if (!pointInTimeRecovery?.enabled)
      report({
        what: "has no point-in-time recovery",
        mend: "Set pointInTimeRecovery to { enabled: true }.",
      });
    for (const replica of replicas)
      if (!replica.pointInTimeRecovery)
        report({
          what: `has a replica in ${replica.regionName} without point-in-time recovery`,
          mend: "Set the replica's pointInTimeRecovery to true: a replica does not take it over from its table.",
        });
  },
});
