/** What roles may do, wherever a program writes it. */
import * as z from "zod";
import { type Statement, statementsOf } from "./policy-document.ts";
import { anything, listOf } from "./shapes.ts";

export const identityPolicyTypes: readonly string[] = [
  "aws:iam/groupPolicy:GroupPolicy",
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
];

export const policyProps = {
  policy: anything,
  inlinePolicies: listOf(z.object({ policy: anything })),
};

export function identityPolicies(props: {
  readonly policy?: unknown;
  readonly inlinePolicies: readonly { readonly policy?: unknown }[];
}): Statement[] {
  return [props.policy, ...props.inlinePolicies.map(({ policy }) => policy)].flatMap(statementsOf);
}
