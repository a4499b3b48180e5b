import * as z from "zod";
import { functionType } from "../support/functions.ts";
import { type Resource, stackRule } from "../support/rule.ts";

export default stackRule({
  name: "one-role-per-function",
  description: "No two functions share a role.",
  why: "A shared role gives each function what any of them needs.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
  level: "mandatory",
  check(stack, report) {
    const first = new Map<Resource, Resource>();
    stack.each(functionType, z.object({}), (_fn, fn) => {
      const role = stack.referred(fn, "role", "aws:iam/role:Role");
      if (!role) return;
      const other = first.get(role);
      if (!other) first.set(role, fn);
      else
        report(fn, {
          what: `has the role of "${other.name}"`,
          mend: "Give it a role of its own, with what it alone needs.",
        });
    });
  },
});
