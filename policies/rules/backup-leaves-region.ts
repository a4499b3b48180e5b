import * as z from "zod";
import { stackRule } from "../support/rule.ts";
import { listOf, reference, text } from "../support/shapes.ts";
import { regionOf } from "../support/stack.ts";

export default stackRule({
  name: "backup-leaves-region",
  description: "Every rule of a backup plan copies its backups to another region.",
  why: "A backup in the region that is lost restores nothing.",
  source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:backup/plan:Plan", Plan, ({ rules }, plan) => {
      const here = regionOf(plan) ?? stack.homeRegion;
      for (const { ruleName, copyActions } of rules) {
        // A vault that is made in the same update is taken at the program's word.
        const elsewhere = copyActions.some(
          ({ destinationVaultArn }) => destinationVaultArn && destinationVaultArn.split(":")[3] !== here,
        );
        if (!elsewhere)
          report(plan, {
            what: `keeps the backups of its rule ${ruleName} in ${here ?? "its own region"} only`,
            mend: "Add a copyAction to a vault in the peer region.",
          });
      }
    });
  },
});

const Plan = z.object({
  rules: listOf(
    z.object({ ruleName: text, copyActions: listOf(z.object({ destinationVaultArn: reference })) }),
  ),
});
