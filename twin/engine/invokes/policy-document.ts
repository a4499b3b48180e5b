/** `aws.iam.getPolicyDocument`: computes as the provider does, field order and sorting included. */
import { createHash } from "node:crypto";
import type { Inputs } from "../outputs/rule.ts";
import type { Invokes } from "./invokes.ts";

type Statement = Record<string, unknown> & { Sid?: string };

export const policyDocument: Invokes = {
  "aws:iam/getPolicyDocument:getPolicyDocument": (args) => {
    const sources = [args.sourceJson, ...(args.sourcePolicyDocuments ?? [])]
      .filter(Boolean)
      .map(statementsIn);
    const overrides = [args.overrideJson, ...(args.overridePolicyDocuments ?? [])]
      .filter(Boolean)
      .map(statementsIn);
    const own: Statement[] = (args.statements ?? []).map(statement);
    const Statement = [...sources, own, ...overrides].reduce(overlay, []);
    const document = {
      Version: args.version ?? "2012-10-17",
      ...(args.policyId && { Id: args.policyId }),
      Statement,
    };
    const json = JSON.stringify(document, null, 2);
    const id = String(Number.parseInt(createHash("sha256").update(json).digest("hex").slice(0, 8), 16));
    return { ...args, id, json, minifiedJson: JSON.stringify(document) };
  },
};

function statement(from: Inputs): Statement {
  return {
    ...(from.sid && { Sid: from.sid }),
    Effect: from.effect ?? "Allow",
    ...list("Action", from.actions),
    ...list("NotAction", from.notActions),
    ...list("Resource", from.resources),
    ...list("NotResource", from.notResources),
    ...principals("Principal", from.principals),
    ...principals("NotPrincipal", from.notPrincipals),
    ...(from.conditions?.length && { Condition: conditions(from.conditions) }),
  };
}

/** `&{…}` stands for IAM's own variables, which would else be the program's interpolation. */
function text(value: string): string {
  return value.replaceAll("&{", "${");
}

function oneOrMany(values: readonly string[]): string | string[] {
  const sorted = values.map(text).sort().reverse();
  return sorted.length === 1 ? sorted[0]! : sorted;
}

function list(key: string, values: readonly string[] | undefined): object {
  return values?.length ? { [key]: oneOrMany(values) } : {};
}

function principals(key: string, given: readonly Inputs[] | undefined): object {
  if (!given?.length) return {};
  if (given.length === 1 && given[0]!.type === "*") return { [key]: "*" };
  const byType: Record<string, string[]> = {};
  for (const { type, identifiers } of given) byType[type] = [...(byType[type] ?? []), ...identifiers];
  return { [key]: Object.fromEntries(Object.entries(byType).map(([type, ids]) => [type, oneOrMany(ids)])) };
}

function conditions(given: readonly Inputs[]): object {
  const byTest: Record<string, Record<string, string | string[]>> = {};
  for (const { test, variable, values } of given)
    byTest[test] = {
      ...byTest[test],
      [variable]: values.length === 1 ? text(values[0]) : values.map(text),
    };
  return byTest;
}

function statementsIn(json: string): Statement[] {
  return [JSON.parse(json).Statement].flat();
}

/** A later statement replaces an earlier one of the same Sid. */
function overlay(below: Statement[], above: Statement[]): Statement[] {
  const replaced = below.map((old) => above.find(({ Sid }) => Sid && Sid === old.Sid) ?? old);
  return [...replaced, ...above.filter((added) => !replaced.includes(added))];
}
