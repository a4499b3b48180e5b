/** What is wrong with a document, for a log or a refusal: "items.0.quantity: Invalid input". */
import type * as z from "zod/mini";

export function problemsOf({ issues }: z.core.$ZodError): string[] {
  return issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}
