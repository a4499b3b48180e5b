/** Runs rules without CrossGuard. */
import { rules } from "../../../policies/rules.ts";
import { readExemptions } from "../../../policies/support/exemptions.ts";
import { type Context, judgeResource, judgeStack, type Violation } from "../../../policies/support/judge.ts";
import type { Resource, Rule } from "../../../policies/support/rule.ts";
import type { Handed } from "./graph-resources.ts";

/** Rules that know dates are judged on a day when nothing that the program uses has ended. */
export const day = new Date("2026-11-24T12:00:00Z");
export const strict: Context = { exemptions: [], raised: {}, now: () => day };
export const asDeployed: Context = { exemptions: readExemptions(), raised: {}, now: () => day };

export function ruleNamed(name: string): Rule {
  const rule = rules.find((candidate) => candidate.name === name);
  if (!rule) throw new Error(`No rule is named ${name}; see policies/rules.ts.`);
  return rule;
}

/** One rule over resources whose inputs and outputs are the same. */
export function judge(rule: Rule, resources: readonly Resource[], context = strict): Promise<Violation[]> {
  return judgeHanded([rule], { resources, stack: resources }, context);
}

export async function judgeHanded(
  judged: readonly Rule[],
  { resources, stack }: Handed,
  context: Context,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const rule of judged)
    if (rule.kind === "stack") violations.push(...(await judgeStack(rule, stack, context)));
    else for (const resource of resources) violations.push(...judgeResource(rule, resource, context));
  return violations;
}
