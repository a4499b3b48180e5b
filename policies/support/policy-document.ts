/** IAM's policy documents, of roles and of resources, as lists. */
import * as z from "zod";
import { NotKnownYet, notKnown } from "./unknown.ts";

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const Principal = z.union([z.string(), z.record(z.string(), oneOrMore)]);

const StatementShape = z.object({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Resource: oneOrMore.optional(),
  NotResource: oneOrMore.optional(),
  Principal: Principal.optional(),
  NotPrincipal: Principal.optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const Document = z.object({
  Statement: z.union([StatementShape, z.array(StatementShape)]).transform((value) => [value].flat()),
});

export interface Statement {
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** By kind: AWS, Service, Federated. `"*"` alone counts as AWS. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  /** Whether it is of everybody but those it names: `NotPrincipal`. */
  readonly exceptPrincipals: boolean;
  /** Operator → key → values. */
  readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** @param document JSON, or the object that it describes; nothing gives no statements. */
export function statementsOf(document: unknown): Statement[] {
  if (!document) return [];
  if (document === notKnown) throw new NotKnownYet();
  const parsed = Document.parse(typeof document === "string" ? JSON.parse(document) : document);
  return parsed.Statement.map((statement) => ({
    allows: statement.Effect === "Allow",
    actions: statement.Action ?? [],
    notActions: statement.NotAction ?? [],
    resources: statement.Resource ?? [],
    notResources: statement.NotResource ?? [],
    principals:
      typeof statement.Principal === "string" ? { AWS: [statement.Principal] } : (statement.Principal ?? {}),
    exceptPrincipals: statement.NotPrincipal !== undefined,
    condition: statement.Condition ?? {},
  }));
}

/** A denial, to anybody, of requests without TLS; any further condition would narrow it. */
export function refusesPlainHttp(statement: Statement): boolean {
  const conditions = Object.entries(statement.condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key} ${String(value)}`.toLowerCase()),
  );
  const secure = conditions.join() === "bool aws:securetransport false";
  return !statement.allows && secure && (statement.principals.AWS ?? []).includes("*");
}
