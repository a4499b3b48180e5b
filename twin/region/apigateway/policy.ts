/** What a Lambda authorizer returned, and whether its policy lets a method be invoked. */
import * as z from "zod";
import { wildcard } from "./wildcard.ts";

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** Strict: a Condition, NotAction or NotResource that the twin did not evaluate would allow what AWS denies. */
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: texts,
  Resource: texts,
});

export const AuthorizerAnswer = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Version: z.string().optional(),
    Statement: z.union([Statement, z.array(Statement)]).transform((value) => [value].flat()),
  }),
  /** Flat: API Gateway refuses objects and arrays, and hands every value on as a string. */
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  usageIdentifierKey: z.string().nullish(),
});

export type AuthorizerAnswer = z.infer<typeof AuthorizerAnswer>;

export function decide(
  policy: AuthorizerAnswer["policyDocument"],
  methodArn: string,
): "allow" | "explicit deny" | "implicit deny" {
  const matching = policy.Statement.filter(
    (statement) =>
      statement.Action.some((action) => wildcard(action, "execute-api:Invoke", "i")) &&
      statement.Resource.some((resource) => wildcard(resource, methodArn)),
  );
  if (matching.some((statement) => statement.Effect === "Deny")) return "explicit deny";
  return matching.length > 0 ? "allow" : "implicit deny";
}
