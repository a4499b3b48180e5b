/** What a set of policies says about one request: an explicit deny beats any allow, and silence is "none". */
import { holds } from "./conditions.ts";
import { fits, type RequestContext } from "./pattern.ts";
import type { PolicyDocument, Statement } from "./policy.ts";

export interface IamRequest {
  /** "dynamodb:GetItem" */
  readonly action: string;
  /** ARN, or "*" for actions that name no resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

export type Verdict = "allow" | "deny" | "none";

/** @param concerns Which statements are about the caller: all of an identity policy, a part of a resource policy. */
export function evaluate(
  policies: readonly PolicyDocument[],
  request: IamRequest,
  concerns: (statement: Statement) => boolean = () => true,
): Verdict {
  let verdict: Verdict = "none";
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (!concerns(statement) || !applies(statement, request)) continue;
      if (statement.effect === "Deny") return "deny";
      verdict = "allow";
    }
  }
  return verdict;
}

function applies(statement: Statement, { action, resource, context }: IamRequest): boolean {
  const named = (actions: readonly string[]) => actions.some((a) => fits(a, action, {}, true));
  const covered = (resources: readonly string[]) => resources.some((r) => fits(r, resource, context));
  if (statement.actions && !named(statement.actions)) return false;
  if (statement.notActions && named(statement.notActions)) return false;
  if (statement.resources && !covered(statement.resources)) return false;
  if (statement.notResources && covered(statement.notResources)) return false;
  return statement.conditions.every((condition) => holds(condition, context));
}
