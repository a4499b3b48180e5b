import { quotasWith, raising } from "../support/quotas.ts";
import { stackRule } from "../support/rule.ts";

export default stackRule({
  name: "quotas",
  description: "The stack stays inside AWS's published quotas.",
  why: "AWS refuses what is beyond in the middle of an update, and half of a region then stands.",
  source: "https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html",
  level: "mandatory",
  check(stack, report, { raised }) {
    for (const { name, limit, source, uses } of quotasWith(raised))
      for (const { at, where, used } of uses(stack))
        if (used > limit)
          report(at, {
            what: `${`needs ${used} ${where}`.trim()} of a quota of ${limit} (${name})`,
            mend: `Need fewer, or ${raising}: ${source}`,
          });
  },
});
