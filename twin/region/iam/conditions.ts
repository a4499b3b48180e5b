/** IAM's condition operators: what one `Condition` entry asks of a request. */
import { BlockList, isIPv6 } from "node:net";
import { contextValue, fill, fits, type RequestContext } from "./pattern.ts";

export interface Condition {
  /** As written: "ForAllValues:StringLikeIfExists". */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

type Test = (have: string, want: string, context: RequestContext) => boolean;

const exact =
  (compare: (have: string, want: string) => boolean): Test =>
  (have, want, context) => {
    const filled = fill(want, context);
    return filled !== undefined && compare(have, filled);
  };
const number = (compare: (a: number, b: number) => boolean): Test =>
  exact((have, want) => compare(Number(have), Number(want)));
const instant = (text: string) => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const date = (compare: (a: number, b: number) => boolean): Test =>
  exact((have, want) => compare(instant(have), instant(want)));

/** ARNs compare segment by segment, so that a `*` does not reach over a colon into the next. */
const arn: Test = (have, want, context) => {
  const split = (text: string) => {
    const parts = text.split(":");
    return [...parts.slice(0, 5), parts.slice(5).join(":")];
  };
  // Colons inside ${…} are no separators.
  const wanted = split(want.replace(/\$\{[^}]*\}/g, (piece) => piece.replaceAll(":", "\u0000")));
  const given = split(have);
  return wanted.every((part, i) => fits(part.replaceAll("\u0000", ":"), given[i] ?? "", context));
};

const address: Test = exact((have, want) => {
  const [network = "", bits] = want.split("/");
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(network, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
  return list.check(have, isIPv6(have) ? "ipv6" : "ipv4");
});

const tests: Readonly<Record<string, Test>> = {
  StringEquals: exact((have, want) => have === want),
  StringEqualsIgnoreCase: exact((have, want) => have.toLowerCase() === want.toLowerCase()),
  StringLike: (have, want, context) => fits(want, have, context),
  ArnEquals: arn,
  ArnLike: arn,
  Bool: exact((have, want) => have.toLowerCase() === want.toLowerCase()),
  BinaryEquals: exact((have, want) => have === want),
  IpAddress: address,
  NumericEquals: number((a, b) => a === b),
  NumericLessThan: number((a, b) => a < b),
  NumericLessThanEquals: number((a, b) => a <= b),
  NumericGreaterThan: number((a, b) => a > b),
  NumericGreaterThanEquals: number((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
};

const negations: Readonly<Record<string, string>> = {
  StringNotEquals: "StringEquals",
  StringNotEqualsIgnoreCase: "StringEqualsIgnoreCase",
  StringNotLike: "StringLike",
  ArnNotEquals: "ArnEquals",
  ArnNotLike: "ArnLike",
  NotIpAddress: "IpAddress",
  NumericNotEquals: "NumericEquals",
  DateNotEquals: "DateEquals",
};

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/** Whether IAM knows the operator. */
export function isOperator(operator: string): boolean {
  const name = OPERATOR.exec(operator)?.[2] ?? "";
  return name === "Null" || name in tests || name in negations;
}

/** Whether the request meets the condition. */
export function holds(condition: Condition, context: RequestContext): boolean {
  const [, quantifier, name = "", ifExists] = OPERATOR.exec(condition.operator) ?? [];
  const found = contextValue(context, condition.key);
  const have = found === undefined ? [] : typeof found === "string" ? [found] : found;
  if (name === "Null") return String(have.length === 0) === condition.values[0]?.toLowerCase();

  const negated = name in negations;
  if (have.length === 0) {
    // A key that is absent cannot be equal to anything; a set without members fulfils "for all".
    return quantifier === "ForAllValues" || Boolean(ifExists) || (negated && quantifier === undefined);
  }
  const test = tests[negations[name] ?? name];
  if (!test) throw new Error(`IAM has no condition operator ${condition.operator}.`);
  const one = (value: string) => condition.values.some((want) => test(value, want, context)) !== negated;
  if (quantifier === "ForAllValues") return have.every(one);
  if (quantifier === "ForAnyValue") return have.some(one);
  return one(have[0] ?? "");
}
