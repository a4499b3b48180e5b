import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { text, texts } from "../support/shapes.ts";

/** What AWS wrote for one of its services to do its own job with. */
const ofService = /^arn:aws[\w-]*:iam::aws:policy\/(aws-)?service-role\//;

export default resourceRule({
  name: "iam-no-broad-managed-policy",
  description: "No role, user or group gets a policy that AWS wrote for people.",
  why: "AdministratorAccess and its kin allow a whole service or all of them, and AWS widens them without asking.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
  level: "mandatory",
  types: [
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
    "aws:iam/role:Role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  ],
  props: z.object({ policyArn: text, managedPolicyArns: texts }),
  check({ policyArn, managedPolicyArns }, report) {
    for (const arn of [...managedPolicyArns, ...(policyArn ? [policyArn] : [])])
      if (arn.includes(":iam::aws:policy/") && !ofService.test(arn))
        report({
          what: `gets ${arn}`,
          mend: "Write the statements that it needs, with the resources that it needs them for.",
          subject: arn,
        });
  },
});
