/** A stack of the graph as CrossGuard would hand it to the pack. */

import type { Resource } from "../../../policies/support/rule.ts";
import type { Asset, GraphResource, StackGraph } from "../../../twin/engine/graph.ts";

export interface Handed {
  /** One at a time, with inputs. */
  readonly resources: readonly Resource[];
  /** All together, with outputs. */
  readonly stack: readonly Resource[];
}

export function handed({ resources }: Pick<StackGraph, "resources">): Handed {
  const stack = resources.map((resource) => ({
    ...about(resource),
    props: withCode({ ...(resource.custom && { id: resource.id }), ...resource.outputs }),
    propertyDependencies: {} as Record<string, Resource[]>,
    parent: undefined as Resource | undefined,
  }));
  const byUrn = new Map(stack.map((resource) => [resource.urn, resource]));
  for (const { urn, parent, propertyDependencies = {} } of resources) {
    const own = byUrn.get(urn)!;
    own.parent = byUrn.get(parent ?? "");
    for (const [property, urns] of Object.entries(propertyDependencies))
      own.propertyDependencies[property] = urns.flatMap((source) => byUrn.get(source) ?? []);
  }
  const made = resources.filter(({ external }) => !external);
  return {
    resources: made.map((resource) => ({ ...about(resource), props: withCode(resource.inputs) })),
    stack,
  };
}

function about({ type, name, urn, protect }: GraphResource) {
  return { type, name, urn, opts: { protect } };
}

/** The graph keeps assets as bytes, Pulumi as text. */
function withCode(props: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const code = props.code as Asset | undefined;
  if (code?.kind !== "archive") return props;
  const files = code.files.map(({ path, content }) => [path, { text: new TextDecoder().decode(content) }]);
  return { ...props, code: { assets: Object.fromEntries(files) } };
}
