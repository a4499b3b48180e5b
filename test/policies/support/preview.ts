/** A stack as its first preview shows it: nothing is made yet, so nobody knows what the provider will answer. */
import type { Resource } from "../../../policies/support/rule.ts";
import type { GraphResource } from "../../../twin/engine/graph.ts";
import type { Handed } from "./graph-resources.ts";
import { unknownValue } from "./policies.ts";
import { holds } from "./resources.ts";

/** What the provider works out from the inputs while it previews. */
const planned = ["region", "tagsAll"];

export function firstPreview({ resources, stack }: Handed, graph: readonly GraphResource[]): Handed {
  const given = new Map(graph.map((resource) => [resource.urn, resource]));
  const answers = new Map(
    graph.map((resource) => [resource.urn, Object.values(computed(resource)).filter(isDrawn)]),
  );
  const blurred = (resource: Resource): Resource => {
    const { propertyDependencies = {}, inputs } = given.get(resource.urn)!;
    const props = Object.fromEntries(
      Object.entries(resource.props).map(([property, value]) => {
        if (!Object.hasOwn(inputs, property))
          return [property, planned.includes(property) ? value : unknownValue];
        const sources = propertyDependencies[property] ?? [];
        return [
          property,
          blur(
            value,
            sources.flatMap((urn) => answers.get(urn) ?? []),
          ),
        ];
      }),
    );
    return { ...resource, props };
  };
  const previewed = stack.map(blurred);
  const byUrn = new Map(previewed.map((resource) => [resource.urn, resource]));
  for (const resource of previewed)
    Object.assign(resource, {
      parent: byUrn.get(resource.parent?.urn ?? ""),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies ?? {}).map(([property, sources]) => [
          property,
          sources.map(({ urn }) => byUrn.get(urn)!),
        ]),
      ),
    });
  return { resources: resources.map(blurred), stack: previewed };
}

function computed({ id, inputs, outputs }: GraphResource): Record<string, unknown> {
  const own = Object.entries(outputs).filter(
    ([name]) => !Object.hasOwn(inputs, name) && !planned.includes(name),
  );
  return { id, ...Object.fromEntries(own) };
}

/** A text that tells one resource from another. */
function isDrawn(value: unknown): value is string {
  return typeof value === "string" && value.length > 5;
}

/** Every text that has an answer in it is not known. */
function blur(value: unknown, answers: readonly string[]): unknown {
  if (typeof value === "string") return answers.some((answer) => holds(value, answer)) ? unknownValue : value;
  if (Array.isArray(value)) return value.map((item) => blur(item, answers));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, blur(inner, answers)]));
}
