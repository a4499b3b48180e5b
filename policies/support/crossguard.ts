/** A rule as CrossGuard's policy. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { type Context, judgeResource, judgeStack } from "./judge.ts";
import type { Rule } from "./rule.ts";

export function toPolicy(rule: Rule, context: Context): ResourceValidationPolicy | StackValidationPolicy {
  const about = {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    url: rule.source,
  };
  if (rule.kind === "stack")
    return {
      ...about,
      async validateStack(args, reportViolation) {
        for (const { message, urn } of await judgeStack(rule, args.resources, context))
          reportViolation(message, urn);
      },
    };
  const validateResource: ResourceValidationPolicy["validateResource"] = (args, reportViolation) => {
    for (const { message } of judgeResource(rule, args, context)) reportViolation(message);
  };
  // CrossGuard passes over resources of other types by itself when a function says which one it is for.
  const [only, ...others] = rule.types ?? [];
  if (only && !others.length) Object.assign(validateResource, { __pulumiType: only });
  return { ...about, validateResource };
}
