import * as z from "zod";
import { narrows, saysWhichPrincipal } from "../support/conditions.ts";
import { type Statement, statementsOf } from "../support/policy-document.ts";
import { resourceRule } from "../support/rule.ts";
import { anything } from "../support/shapes.ts";

/** Services that take a role on behalf of somebody else, who must be named. */
const actsForOthers = ["rolesanywhere.amazonaws.com", "scheduler.amazonaws.com"];

export default resourceRule({
  name: "role-trust-narrow",
  description: "Every role says exactly who may take it.",
  why: "A role that a whole account, any certificate or any repository may take is theirs as much as ours.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
  level: "mandatory",
  types: ["aws:iam/role:Role"],
  props: z.object({ assumeRolePolicy: anything }),
  check({ assumeRolePolicy }, report) {
    for (const statement of statementsOf(assumeRolePolicy)) {
      if (!statement.allows) continue;
      for (const { who, mend } of tooWide(statement)) report({ what: `may be taken by ${who}`, mend });
    }
  },
});

function tooWide(statement: Statement): { who: string; mend: string }[] {
  const { AWS = [], Federated = [], Service = [] } = statement.principals;
  const found: { who: string; mend: string }[] = [];
  if (statement.exceptPrincipals)
    found.push({ who: "all but those it names", mend: "Name in Principal who needs it." });
  for (const principal of AWS)
    if (principal === "*") found.push({ who: "everybody", mend: "Name the role or service that needs it." });
    else if (
      /(^\d{12}$|:root$)/.test(principal) &&
      !narrows(statement, /^sts:ExternalId$/i) &&
      !narrows(statement, /^aws:PrincipalArn$/i, saysWhichPrincipal)
    )
      found.push({
        who: `everybody in ${principal}`,
        mend: "Add a condition on aws:PrincipalArn or sts:ExternalId.",
      });
  for (const provider of Federated)
    if (!narrows(statement, /:sub$/i))
      found.push({
        who: `every identity of ${provider}`,
        mend: "Add a condition on its :sub, and on its :aud.",
      });
  for (const service of Service)
    if (actsForOthers.includes(service) && !narrows(statement, /^aws:Source(Arn|Account)$/i))
      found.push({
        who: `${service} for anybody`,
        mend: "Add a condition on aws:SourceArn or aws:SourceAccount.",
      });
  return found;
}
