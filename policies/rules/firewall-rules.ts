import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { anything, block, listOf } from "../support/shapes.ts";

const kinds = {
  managedRuleGroupStatement: "AWS's managed rules",
  rateBasedStatement: "a rate limit per address",
  sizeConstraintStatement: "a limit on the body's size",
} as const;

export default resourceRule({
  name: "firewall-rules",
  description: "Every web firewall stops known attacks, floods from one address and oversized bodies.",
  why: "Each is cheap to stop here and dear to stop behind it.",
  source: "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html",
  level: "mandatory",
  types: ["aws:wafv2/webAcl:WebAcl"],
  props: z.object({
    rules: listOf(
      z.object({
        statement: z.record(z.string(), z.unknown()),
        action: block({ count: anything }),
        overrideAction: block({ count: anything }),
      }),
    ),
  }),
  check({ rules }, report) {
    // A rule that only counts stops nothing.
    const stopping = rules.filter(({ action, overrideAction }) => !action?.count && !overrideAction?.count);
    const missing = Object.entries(kinds).filter(
      ([kind]) =>
        !stopping.some(({ statement }) => statement[kind] !== undefined && statement[kind] !== null),
    );
    if (missing.length)
      report({
        what: `stops without ${missing.map(([, what]) => what).join(", ")}`,
        mend: `Add a rule that blocks by ${missing.map(([kind]) => kind).join(", ")}.`,
      });
  },
});
