/** Runs one rule: what it finds becomes a message that says what, where, why and the mend. */
import type { Exemption } from "./exemptions.ts";
import type { RaisedQuotas } from "./raised-quotas.ts";
import type { Finding, Resource, ResourceRule, Rule, StackRule } from "./rule.ts";
import { Stack } from "./stack.ts";
import { isUnknownValue } from "./unknown.ts";

export interface Context {
  readonly exemptions: readonly Exemption[];
  readonly raised: RaisedQuotas;
  readonly now: () => Date;
}

export interface Violation {
  readonly rule: string;
  /** Undefined where the stack as a whole lacks something. */
  readonly urn: string | undefined;
  readonly message: string;
}

export function judgeResource(rule: ResourceRule, resource: Resource, context: Context): Violation[] {
  if (rule.types && !rule.types.includes(resource.type)) return [];
  const { violations, report } = collect(rule, context);
  try {
    rule.judge(resource, (finding) => report(resource, finding), {
      now: context.now(),
      raised: context.raised,
    });
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
  }
  return violations;
}

export async function judgeStack(
  rule: StackRule,
  resources: readonly Resource[],
  context: Context,
): Promise<Violation[]> {
  const { violations, report } = collect(rule, context);
  try {
    await rule.judge(new Stack(resources), report, { now: context.now(), raised: context.raised });
  } catch (error) {
    if (!isUnknownValue(error)) throw error;
  }
  return violations;
}

function collect(rule: Rule, context: Context) {
  const violations: Violation[] = [];
  const report = (at: Resource | undefined, finding: Finding): void => {
    const exemption = context.exemptions.find((candidate) => candidate.covers(rule.name, at?.name, finding));
    if (exemption && !exemption.expired(context.now())) return;
    violations.push({
      rule: rule.name,
      urn: at?.urn,
      message: sentences(rule, at, finding, exemption),
    });
  };
  return { violations, report };
}

function sentences(
  rule: Rule,
  at: Resource | undefined,
  finding: Finding,
  expired: Exemption | undefined,
): string {
  const where = at ? `${shortType(at.type)} "${at.name}"` : "The stack";
  const ended = expired ? ` Its exemption ended on ${expired.expires}.` : "";
  return `${where} ${finding.what}. ${rule.why} ${finding.mend}${ended}`;
}

/** "aws:sqs/queue:Queue" → "Queue" */
function shortType(type: string): string {
  return type.split(":").at(-1) ?? type;
}
