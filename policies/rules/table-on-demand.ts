import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";

export default resourceRule({
  name: "table-on-demand",
  description: "Every table is billed on demand.",
  why: "With provisioned capacity, a replica with fewer write units than its peer throttles the replication, and a failover doubles the load at once.",
  source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html",
  level: "mandatory",
  types: ["aws:dynamodb/table:Table"],
  props: z.object({ billingMode: text }),
  check({ billingMode = "PROVISIONED" }, report) {
    if (billingMode !== "PAY_PER_REQUEST")
      report({
        what: `is billed as ${billingMode}`,
        mend: 'Set billingMode to "PAY_PER_REQUEST".',
      });
  },
});
