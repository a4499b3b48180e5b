/** Refusals of arguments at construction: what was wrong, where, what is accepted. */
import * as pulumi from "@pulumi/pulumi";

export function refuseUnless(accepted: boolean, where: string, value: unknown, expected: string): void {
  if (!accepted) throw new pulumi.RunError(`${where} is ${JSON.stringify(value)}; accepted: ${expected}.`);
}
