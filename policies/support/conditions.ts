/** Whether a condition leaves only those whom it names. */
import type { Statement } from "./policy-document.ts";

/** Those that hold only for what a request has: `…IfExists` and `ForAllValues:` hold without it, `…Not…` for the rest. */
const positive = /^(ForAnyValue:)?(StringEquals(IgnoreCase)?|StringLike|ArnEquals|ArnLike)$/i;

/** "*", "?" and a variable, which is whatever the caller brings along. */
const open = /[*?]|\$\{/;

/** @param says what each value must be, in place of saying who is meant at all */
export function narrows(statement: Statement, key: RegExp, says = saysWho): boolean {
  return Object.entries(statement.condition).some(
    ([operator, keys]) =>
      positive.test(operator) &&
      Object.entries(keys).some(([name, value]) => key.test(name) && valuesOf(value).every(says)),
  );
}

export function valuesOf(value: unknown): string[] {
  return [value].flat().map(String);
}

/** An ARN of one account, whole names, or those below a whole name: "repo:us/chatbot:*", not "repo:*" or "1234*". */
export function saysWho(value: string): boolean {
  if (!open.test(value)) return value !== "";
  const [scheme, , , , account = "", ...rest] = value.split(":");
  if (scheme !== "arn") return belowName.test(value.replace(/^[a-z]+:/, ""));
  // A bucket is in no account, and its name is its own in all of them.
  return account ? !open.test(account) : belowName.test(rest.join(":"));
}

const belowName = /^[^*?$/:]+[/:]/;

/** The ARN of one role or user, or of those that have a name in common: no whole account. */
export function saysWhichPrincipal(value: string): boolean {
  return saysWho(value) && /:(role|user|assumed-role)\/[^*?$]{3}/.test(value);
}
