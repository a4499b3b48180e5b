/** A policy document as IAM reads it: single values and lists alike become lists, and mistakes become sentences. */
import * as z from "zod";
import { type Condition, isOperator } from "./conditions.ts";

export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /** Resource policies only: "AWS" | "Service" | "Federated" → names; "*" is everybody. */
  readonly principals?: Principals;
  readonly notPrincipals?: Principals;
  readonly conditions: readonly Condition[];
}

export type Principals = "*" | Readonly<Record<string, readonly string[]>>;

export interface PolicyDocument {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** IAM takes a single value wherever it takes a list. */
const listOf = <T extends z.ZodType>(element: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(element));
const list = listOf(z.string());
const scalars = listOf(z.union([z.string(), z.number(), z.boolean()]).transform(String));
const principals = z.union([z.literal("*"), z.record(z.string(), list)]);

const StatementSource = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(["Allow", "Deny"]),
    Action: list.optional(),
    NotAction: list.optional(),
    Resource: list.optional(),
    NotResource: list.optional(),
    Principal: principals.optional(),
    NotPrincipal: principals.optional(),
    Condition: z.record(z.string(), z.record(z.string(), scalars)).optional(),
  })
  .refine((s) => (s.Action === undefined) !== (s.NotAction === undefined), {
    error: "needs either Action or NotAction",
  })
  .refine((s) => Object.keys(s.Condition ?? {}).every(isOperator), {
    error: (issue) =>
      `uses a condition operator that IAM does not have (${Object.keys(
        (issue.input as { Condition?: object }).Condition ?? {},
      ).find((operator) => !isOperator(operator))})`,
  });

const Document = z.looseObject({ Statement: listOf(StatementSource) });

/**
 * @param kind An identity policy names resources and no principal; a resource or trust policy names principals.
 * @param source The document, or its JSON text.
 * @throws a sentence that names the policy and what is wrong in it.
 */
export function parsePolicy(kind: "identity" | "resource", name: string, source: unknown): PolicyDocument {
  let json = source;
  if (typeof source === "string") {
    try {
      json = JSON.parse(source);
    } catch (error) {
      throw new Error(`The policy ${name} is no JSON (${(error as Error).message}).`);
    }
  }
  const parsed = Document.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(
      `The policy ${name} is malformed: ${issue?.path.join(".") || "the document"} ${issue?.message}.`,
    );
  }
  const statements = parsed.data.Statement.map(statement);
  const wrong =
    kind === "identity"
      ? statements.findIndex((s) => !(s.resources || s.notResources) || s.principals || s.notPrincipals)
      : statements.findIndex((s) => !(s.principals || s.notPrincipals));
  if (wrong >= 0) {
    const rule = kind === "identity" ? "needs a Resource and takes no Principal" : "needs a Principal";
    throw new Error(`The policy ${name} is malformed: Statement.${wrong} ${rule}.`);
  }
  return { name, statements };
}

function statement(source: z.output<typeof StatementSource>): Statement {
  return {
    effect: source.Effect,
    actions: source.Action,
    notActions: source.NotAction,
    resources: source.Resource,
    notResources: source.NotResource,
    principals: source.Principal,
    notPrincipals: source.NotPrincipal,
    conditions: Object.entries(source.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
    ),
  };
}
