import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { anything, block, listOf } from "../support/shapes.ts";

const kinds = {
  managedRuleGroupStatement: "AWS's managed rules",
  rateBasedStatement: "a rate limit per address",
  sizeConstraintStatement: "a limit on the body's size",
  notStatement: "an end to paths that the API does not have",
} as const;

/** Of another part of the request, a `notStatement` says nothing about routes. */
function isOfKind(kind: string, statement: Readonly<Record<string, unknown>>): boolean {
  const own = statement[kind];
  if (own === undefined || own === null) return false;
  return kind !== "notStatement" || asksFor(own, "uriPath");
}

function asksFor(statement: unknown, key: string): boolean {
  if (typeof statement !== "object" || statement === null) return false;
  return Object.entries(statement).some(([name, inner]) => (name === key && !!inner) || asksFor(inner, key));
}

export default resourceRule({
  name: "firewall-rules",
  description:
    "Every web firewall stops known attacks, floods from one address, oversized bodies and unknown paths.",
  why: "Each is cheap to stop here and dear to stop behind it.",
  source: "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl.html",
  level: "mandatory",
  types: ["aws:wafv2/webAcl:WebAcl"],
  props: z.object({
    rules: listOf(
      z.object({
        statement: z.record(z.string(), z.unknown()),
        action: block({ count: anything, allow: anything }),
        overrideAction: block({ count: anything }),
      }),
    ),
  }),
  check({ rules }, report) {
    // A rule that only counts stops nothing.
    const stopping = rules.filter(
      ({ action, overrideAction }) => !action?.count && !action?.allow && !overrideAction?.count,
    );
    const missing = Object.entries(kinds).filter(
      ([kind]) => !stopping.some(({ statement }) => isOfKind(kind, statement)),
    );
    if (missing.length)
      report({
        what: `stops without ${missing.map(([, what]) => what).join(", ")}`,
        mend: `Add a rule that blocks by ${missing.map(([kind]) => kind).join(", ")}.`,
      });
  },
});
