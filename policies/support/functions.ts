/** What leads to a function: its ARN, its name, its alias, or an API's integration URI. */
import * as z from "zod";
import { type Resource, read } from "./rule.ts";
import { text } from "./shapes.ts";
import { refers, type Stack } from "./stack.ts";
import { whenKnown } from "./unknown.ts";

export const functionType = "aws:lambda/function:Function";
const aliasType = "aws:lambda/alias:Alias";

/** "arn:aws:lambda:us-east-1:1:function:a:live", alone or inside an integration URI, or "a:live". */
const target = /(?:^|:function:|^function:)([\w-]+)(?::([\w$-]+))?(?:\/invocations)?$/;

export interface FunctionReference {
  readonly name: string;
  /** Alias or version; undefined for `$LATEST` by omission. */
  readonly qualifier: string | undefined;
}

/** @returns undefined when the text leads to something else than a function */
export function functionReference(reference: string): FunctionReference | undefined {
  if (reference.startsWith("arn:") && !reference.includes(":function:")) return undefined;
  const found = target.exec(reference);
  return found ? { name: found[1]!, qualifier: found[2] } : undefined;
}

export function aliasesOf(stack: Stack, fn: Resource): readonly Resource[] {
  return stack.referring(aliasType, "functionName", fn);
}

/** The stack's function that a property leads to, directly or through an alias. */
export function functionBehind(stack: Stack, from: Resource, property: string): Resource | undefined {
  const value = whenKnown(() => from.props[property]);
  const reference = typeof value === "string" ? functionReference(value) : undefined;
  if (reference)
    return stack
      .ofType(functionType)
      .find((fn) => whenKnown(() => read(fn, z.object({ name: text })).name) === reference.name);
  const alias = stack.referred(from, property, aliasType);
  return alias
    ? stack.ofType(functionType).find((fn) => refers(alias, "functionName", fn))
    : stack.referred(from, property, functionType);
}
