/** The repository's own program as a graph, evaluated once for each mocha process. */
import path from "node:path";
import { evaluate } from "../../twin/engine/evaluate.ts";
import type { Graph, GraphResource } from "../../twin/engine/graph.ts";

const root = path.resolve(import.meta.dirname, "../..");
let evaluated: Promise<Graph> | undefined;

/** Both stacks with the configuration that is in the repository. */
export function projectGraph(): Promise<Graph> {
  evaluated ??= evaluate({ dir: root });
  return evaluated;
}

/** All resources of a stack, or of every stack. */
export function resourcesOf(graph: Graph, stack?: string): readonly GraphResource[] {
  const stacks = stack === undefined ? Object.values(graph.stacks) : [stackOf(graph, stack)];
  return stacks.flatMap(({ resources }) => resources);
}

export function ofType(graph: Graph, type: string, stack?: string): GraphResource[] {
  return resourcesOf(graph, stack).filter((resource) => resource.type === type);
}

/** The one resource of this type and logical name. @throws when there is none, or more than one. */
export function byName(graph: Graph, type: string, name: string, stack?: string): GraphResource {
  const named = ofType(graph, type, stack).filter((resource) => resource.name === name);
  const [only] = named;
  if (only && named.length === 1) return only;
  const there = ofType(graph, type, stack).map((resource) => resource.name);
  throw new Error(`${named.length} resources are a ${type} named "${name}"; there are: ${there.join(", ")}.`);
}

/** Everything below a resource. */
export function descendantsOf(graph: Graph, urn: string): GraphResource[] {
  const children = resourcesOf(graph).filter(({ parent }) => parent === urn);
  return children.flatMap((child) => [child, ...descendantsOf(graph, child.urn)]);
}

function stackOf(graph: Graph, stack: string) {
  const found = graph.stacks[stack];
  if (!found)
    throw new Error(`There is no stack ${stack}; there are: ${Object.keys(graph.stacks).join(", ")}.`);
  return found;
}
