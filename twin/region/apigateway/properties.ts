/** How the twin's edge reads a resource of the graph: one schema says which properties it interprets. */
import type * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";

/**
 * What the program gave and what the provider computed, checked. Computed values win: they are what AWS holds.
 * Throws a sentence that names the resource and the property.
 */
export function properties<T extends z.ZodType>(resource: GraphResource, shape: T): z.output<T> {
  const computed = Object.entries(resource.outputs).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  const parsed = shape.safeParse({ ...resource.inputs, ...Object.fromEntries(computed) });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(
    `The twin cannot serve ${resource.urn}: ${issue?.path.join(".") || "its properties"}: ${issue?.message}.`,
  );
}

export function ofType(resources: readonly GraphResource[], type: string): GraphResource[] {
  return resources.filter((resource) => resource.type === type);
}
