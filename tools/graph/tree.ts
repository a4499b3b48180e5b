/** The graph for a reader: a component and, below it, what it is made of. */
import type { Graph, GraphResource, StackGraph } from "../../twin/engine/graph.ts";

export function tree(graph: Graph): string {
  return Object.values(graph.stacks).map(stackTree).join("\n\n");
}

function stackTree(stack: StackGraph): string {
  const children = new Map<string | null, GraphResource[]>();
  for (const resource of stack.resources)
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  const below = (resource: GraphResource, indent: string): string[] => {
    const inside = (children.get(resource.urn) ?? []).toSorted(byTypeAndName);
    return inside.flatMap((child, index) => {
      const last = index === inside.length - 1;
      const line = `${indent}${last ? "└─ " : "├─ "}${labelOf(child, stack)}`;
      return [line, ...below(child, `${indent}${last ? "   " : "│  "}`)];
    });
  };
  const roots = children.get(null) ?? [];
  return [
    `${stack.stack} (${stack.region}): ${stack.resources.length} resources`,
    ...roots.flatMap((root) => below(root, "")),
  ].join("\n");
}

/** Components first: they are the chapters. */
function byTypeAndName(a: GraphResource, b: GraphResource): number {
  return Number(a.custom) - Number(b.custom) || a.type.localeCompare(b.type) || a.name.localeCompare(b.name);
}

function labelOf(resource: GraphResource, stack: StackGraph): string {
  const { name, type, region, external, protect, custom, outputs } = resource;
  if (!custom) return `${name}  ${type}`;
  const physical = outputs.name ?? outputs.bucket;
  const notes = [
    typeof physical === "string" && physical !== name ? `"${physical}"` : "",
    region && region !== stack.region ? `in ${region}` : "",
    external ? "read only" : "",
    protect ? "protected" : "",
  ].filter(Boolean);
  return `${name}  ${shortType(type)}${notes.length ? `  (${notes.join(", ")})` : ""}`;
}

/** "sqs.Queue" for "aws:sqs/queue:Queue". */
function shortType(type: string): string {
  const [pkg, module = "", kind = ""] = type.split(":");
  return pkg === "aws" ? `${module.split("/")[0]}.${kind}` : type;
}
