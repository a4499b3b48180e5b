/** A REST API's resource tree, and how a path finds its resource in it. */

export interface ResourceNode {
  readonly id: string;
  /** "/webhook/{clientId}"; "/" for the root. */
  readonly path: string;
  readonly pathPart: string;
  readonly children: ResourceNode[];
}

export interface Match {
  readonly resource: ResourceNode;
  /** As they stand in the URL: a REST API does not decode them. */
  readonly params: Readonly<Record<string, string>>;
}

/** Literal parts win over {param}, and that over {proxy+}; a branch that ends nowhere is left again. */
export function matchResource(root: ResourceNode, path: string): Match | undefined {
  return descend(
    root,
    path.split("/").filter((part) => part !== ""),
    {},
  );
}

function descend(node: ResourceNode, parts: string[], params: Record<string, string>): Match | undefined {
  const [part, ...rest] = parts;
  if (part === undefined) return { resource: node, params };
  const literal = node.children.find((child) => child.pathPart === part);
  const found = literal && descend(literal, rest, params);
  if (found) return found;
  for (const child of node.children) {
    const name = /^\{([^+}]+)\}$/.exec(child.pathPart)?.[1];
    const below = name && descend(child, rest, { ...params, [name]: part });
    if (below) return below;
  }
  for (const child of node.children) {
    const name = /^\{(.+)\+\}$/.exec(child.pathPart)?.[1];
    if (name) return { resource: child, params: { ...params, [name]: parts.join("/") } };
  }
  return undefined;
}

/** Hangs the resources under the root; one whose parent is not of this API is refused. */
export function resourceTree(
  rootId: string,
  resources: readonly { readonly id: string; readonly parentId: string; readonly pathPart: string }[],
): ResourceNode {
  const below = (parent: { id: string; path: string }): ResourceNode[] =>
    resources
      .filter((resource) => resource.parentId === parent.id)
      .map((resource) => {
        const path = `${parent.path === "/" ? "" : parent.path}/${resource.pathPart}`;
        return { id: resource.id, path, pathPart: resource.pathPart, children: below({ ...resource, path }) };
      });
  const root: ResourceNode = {
    id: rootId,
    path: "/",
    pathPart: "",
    children: below({ id: rootId, path: "/" }),
  };
  const hung = new Set(everyResource(root).map((node) => node.id));
  const orphan = resources.find((resource) => !hung.has(resource.id));
  if (orphan) {
    throw new Error(
      `The API resource "${orphan.pathPart}" (${orphan.id}) hangs under ${orphan.parentId}, which is no resource of its API.`,
    );
  }
  return root;
}

export function everyResource(node: ResourceNode): ResourceNode[] {
  return [node, ...node.children.flatMap(everyResource)];
}
