import * as z from "zod";
import { identityPolicies, identityPolicyTypes, policyProps } from "../support/identity-policies.ts";
import { resourceRule } from "../support/rule.ts";

export default resourceRule({
  name: "iam-no-wildcard-actions",
  description: "No policy allows actions by a wildcard, or all but some.",
  why: "A wildcard also allows what AWS adds next year.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
  level: "mandatory",
  types: identityPolicyTypes,
  props: z.object(policyProps),
  check(props, report) {
    for (const { allows, actions, notActions } of identityPolicies(props)) {
      if (!allows) continue;
      for (const action of actions.filter((name) => /[*?]/.test(name)))
        report({
          what: `allows ${action}`,
          mend: "Name each action, or exempt it in policies/exemptions.yaml with a reason and an end.",
          subject: action,
        });
      if (notActions.length)
        report({
          what: `allows all but ${notActions.join(", ")}`,
          mend: "Name each action instead of NotAction.",
          subject: "NotAction",
        });
    }
  },
});
