import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { flag, listOf, text } from "../support/shapes.ts";

export default resourceRule({
  name: "table-deletion-protection",
  description: "DynamoDB itself refuses to delete a table or a replica.",
  why: "Pulumi's protection stops Pulumi; a console, a script or another program deletes the table all the same.",
  source:
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html#WorkingWithTables.Basics.DeletionProtection",
  level: "mandatory",
  types: ["aws:dynamodb/table:Table"],
  props: z.object({
    deletionProtectionEnabled: flag,
    replicas: listOf(z.object({ regionName: text, deletionProtectionEnabled: flag })),
  }),
  check({ deletionProtectionEnabled, replicas }, report) {
    if (!deletionProtectionEnabled)
      report({
        what: "has no deletion protection",
        mend: "Set deletionProtectionEnabled to true.",
      });
    for (const replica of replicas)
      if (!replica.deletionProtectionEnabled)
        report({
          what: `has a replica in ${replica.regionName} without deletion protection`,
          mend: "Set the replica's deletionProtectionEnabled to true.",
        });
  },
});
