/** The graph as data: secrets masked, bundles as hashes and sizes. */
import type { Asset, Graph, GraphResource, StackGraph } from "../../twin/engine/graph.ts";

const MASK = "[secret]";

export function asJson(graph: Graph) {
  const stacks = Object.entries(graph.stacks).map(([name, stack]) => [name, stackJson(stack)]);
  return { stacks: Object.fromEntries(stacks) };
}

function stackJson({ resources, outputs, secretOutputs }: StackGraph) {
  return {
    resources: resources.map(resourceJson),
    outputs: plain(
      outputs,
      secretOutputs.map((name) => [name]),
    ),
  };
}

function resourceJson(resource: GraphResource) {
  const { urn, type, name, parent, region, dependencies, protect } = resource;
  return { urn, type, name, parent, region, inputs: masked(resource), dependencies, protect };
}

/** A resource's inputs without its secrets. */
export function masked({ inputs, secretPaths, secretInputs }: GraphResource): object {
  return plain(inputs, secretPaths ?? secretInputs.map((input) => [input])) as object;
}

/** @param secrets paths of what is masked, from here on. */
function plain(value: unknown, secrets: readonly (readonly string[])[]): unknown {
  if (secrets.some((path) => path.length === 0)) return MASK;
  if (typeof value !== "object" || value === null) return value;
  if (isAsset(value))
    return { hash: value.hash, files: value.files.map(({ path, bytes }) => ({ path, bytes })) };
  const below = (key: string) => secrets.filter(([first]) => first === key).map((path) => path.slice(1));
  if (Array.isArray(value)) return value.map((item, index) => plain(item, below(String(index))));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, below(key))]));
}

function isAsset(value: object): value is Asset {
  return "kind" in value && "hash" in value && "files" in value && Array.isArray(value.files);
}
