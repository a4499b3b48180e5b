/** The order in which a graph is listed and provisioned: the same on every run, whatever the timing was. */
import type { GraphResource } from "./graph.ts";

/** Parents and dependencies come first; among equals, by URN. A program cannot register a cycle. */
export function inDependencyOrder(resources: readonly GraphResource[]): GraphResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set<GraphResource>();
  const visit = (resource: GraphResource): void => {
    if (ordered.has(resource)) return;
    for (const urn of [resource.parent, resource.provider, ...resource.dependencies]) {
      const before = urn ? byUrn.get(urn) : undefined;
      if (before && before !== resource) visit(before);
    }
    ordered.add(resource);
  };
  for (const urn of [...byUrn.keys()].sort()) visit(byUrn.get(urn)!);
  return [...ordered];
}
