/** Finds things of one name where AWS keeps one: it would refuse the second, or let it overwrite the first. */
import type { GraphResource, StackGraph } from "./graph.ts";
import { ruleOf } from "./outputs/index.ts";

/** One sentence for each name that two resources claim, within a stack or across stacks. */
export function nameClashes(stacks: readonly StackGraph[]): string[] {
  const claimed = new Map<string, GraphResource>();
  const sentences: string[] = [];
  for (const resource of stacks.flatMap(({ resources }) => resources)) {
    const where = scopeOf(resource);
    if (!where) continue;
    const key = [resource.type, where, resource.id].join("\0");
    const first = claimed.get(key);
    if (!first) claimed.set(key, resource);
    else
      sentences.push(
        `${resource.type} "${resource.id}" is made twice in ${where}, by ${first.urn} and by ${resource.urn}; AWS keeps one of that name: give each its own.`,
      );
  }
  return sentences;
}

function scopeOf({ type, region, external, custom, inputs }: GraphResource): string | undefined {
  if (!custom || external || inputs.allowOverwrite === true) return undefined;
  const { unique } = ruleOf(type);
  if (!unique) return undefined;
  return unique === "account" || region === null ? "the account" : region;
}
