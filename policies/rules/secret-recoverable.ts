import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { count } from "../support/shapes.ts";

export default resourceRule({
  name: "secret-recoverable",
  description: "A deleted secret can be restored for at least a week.",
  why: "Deleted without a window, a provider's key is gone for every restaurant at once.",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html",
  level: "mandatory",
  types: ["aws:secretsmanager/secret:Secret"],
  props: z.object({ recoveryWindowInDays: count }),
  check({ recoveryWindowInDays = 30 }, report) {
    if (recoveryWindowInDays < 7)
      report({
        what: `is gone ${recoveryWindowInDays} days after its deletion`,
        mend: "Set recoveryWindowInDays to 7–30.",
      });
  },
});
