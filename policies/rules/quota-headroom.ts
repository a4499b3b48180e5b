import { quotasWith } from "../support/quotas.ts";
import { stackRule } from "../support/rule.ts";

const share = 0.8;

export default stackRule({
  name: "quota-headroom",
  description: "The stack leaves a fifth of every quota free.",
  why: "Raising a quota takes days, and the next restaurants are signed up by then.",
  source: "https://docs.aws.amazon.com/servicequotas/latest/userguide/request-quota-increase.html",
  level: "advisory",
  check(stack, report, { raised }) {
    for (const { name, limit, source, uses } of quotasWith(raised))
      for (const { at, where, used } of uses(stack))
        if (used > share * limit && used <= limit)
          report(at, {
            what: `${`needs ${used} ${where}`.trim()} of a quota of ${limit} (${name})`,
            mend: `Have it raised in time: ${source}`,
          });
  },
});
