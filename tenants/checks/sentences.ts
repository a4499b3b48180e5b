/** What the schema finds, as an owner of a restaurant would want to be told. */
import type * as z from "zod";
import type { Finding } from "./problem.ts";

export function findingsOf(issue: z.core.$ZodIssue, document: unknown): Finding[] {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      atKey: true,
      message: "nobody reads this field: is it misspelt?",
    }));
  }
  return [{ path, message: messageOf(issue, valueAt(document, path)) }];
}

function messageOf(issue: z.core.$ZodIssue, value: unknown): string {
  const field = String(issue.path.at(-1) ?? "");
  if (value === undefined && issue.code === "invalid_type") {
    if (field === "menu") return "is missing: the store has nothing to sell";
    return `is missing: expected ${article(issue.expected)}`;
  }
  if (field === "menu" && issue.code === "too_small") return "is empty: the store has nothing to sell";
  if (field.endsWith("Centavos") && typeof value === "number" && !Number.isInteger(value))
    return `${value} is no whole number of centavos: R$ ${value.toFixed(2).replace(".", ",")} is ${Math.round(value * 100)}`;
  if (issue.path.at(-2) === "postalCodes" && typeof value === "number")
    return `${value} is no text: write the CEP in quotes, so that its leading zero stays`;
  return issue.message.replace(/\.$/, "");
}

function article(expected: string): string {
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[step];
  return value;
}
