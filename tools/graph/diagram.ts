/** Mermaid's picture of the regions: how a request travels, what replicates, and which region takes over. */
import type { Graph, GraphResource, StackGraph } from "../../twin/engine/graph.ts";
import { bucketOf, type Edge, gatewayOf, idOf, type Node, ofType, tablesOf } from "./nodes.ts";
import { regionEdges, tableUsers } from "./region-edges.ts";

export function diagram(graph: Graph): string {
  const stacks = Object.values(graph.stacks);
  const regions = [...new Set(stacks.map(({ region }) => region))];
  const edges = [
    ...failoverEdges(stacks),
    ...stacks.flatMap(regionEdges),
    ...tableEdges(stacks),
    ...bucketEdges(stacks),
  ];
  const nodes = new Map(edges.flatMap(({ from, to }) => [from, to]).map((node) => [node.id, node]));
  const inside = (region: string | null) =>
    [...nodes.values()].filter((node) => node.region === region).map(({ text }) => text);
  return [
    "flowchart LR",
    ...inside(null).map((line) => `  ${line}`),
    ...regions.flatMap((region) => [
      `  subgraph ${idOf(region)}["${region}"]`,
      ...inside(region).map((line) => `    ${line}`),
      "  end",
    ]),
    ...arrows(edges).map((line) => `  ${line}`),
  ].join("\n");
}

/** One arrow between two nodes in each style, with all that its edges say. */
function arrows(edges: readonly Edge[]): string[] {
  const drawn = new Map<string, { edge: Edge; back: boolean; labels: Set<string> }>();
  for (const edge of edges) {
    const { from, to, label, style } = edge;
    const key = (ends: readonly Node[]) => [...ends.map(({ id }) => id), style].join(" ");
    const reverse = drawn.get(key([to, from]));
    const arrow = reverse ?? drawn.get(key([from, to])) ?? { edge, back: false, labels: new Set() };
    if (reverse) arrow.back = true;
    // Both ways, it leads out of the region: so the regions are drawn above one another.
    if (reverse && to.region === null) arrow.edge = edge;
    if (!reverse) drawn.set(key([from, to]), arrow);
    if (label) arrow.labels.add(label);
  }
  return [...drawn.values()].map(({ edge: { from, to, style }, back, labels }) => {
    const line = style === "dotted" ? "-.->" : back ? "<-->" : "-->";
    return `${from.id} ${line}${labels.size ? `|"${[...labels].join("<br/>")}"|` : ""} ${to.id}`;
  });
}

/** Between the regions: an arrow from one into the other would draw them after one another, too wide to be read. */
function replicationOf(what: string): Node {
  const id = `replication_of_${idOf(what)}`;
  return { id, region: null, text: `${id}(["replication"])` };
}

function copied(from: Node, between: Node, to: Node): Edge[] {
  return [
    { from, to: between },
    { from: between, to },
  ];
}

/** A public name and the regions that answer for it, the secondary one dotted. */
function failoverEdges(stacks: readonly StackGraph[]): Edge[] {
  return stacks.flatMap((stack) =>
    ofType(stack, "aws:route53/record:Record").flatMap(({ inputs }): Edge[] => {
      const [policy] = [inputs.failoverRoutingPolicies ?? []].flat() as { type: string }[];
      if (!policy || inputs.type === "TXT") return [];
      const name = String(inputs.name).replace(/\.$/, "");
      return [
        {
          from: { id: idOf(name), region: null, text: `${idOf(name)}(["${name}"])` },
          to: gatewayOf(stack.region),
          label: policy.type.toLowerCase(),
          style: policy.type === "PRIMARY" ? "solid" : "dotted",
        },
      ];
    }),
  );
}

type Table = GraphResource & { readonly inputs: { readonly replicas?: readonly { regionName: string }[] } };

/** How many tables each region has, replicas included. */
function tablesIn(stacks: readonly StackGraph[]): Map<string, number> {
  const byRegion = new Map<string, number>();
  for (const stack of stacks)
    for (const table of ofType(stack, "aws:dynamodb/table:Table") as readonly Table[])
      for (const region of [
        stack.region,
        ...(table.inputs.replicas ?? []).map(({ regionName }) => regionName),
      ])
        byRegion.set(region, (byRegion.get(region) ?? 0) + 1);
  return byRegion;
}

function tableEdges(stacks: readonly StackGraph[]): Edge[] {
  const tables = tablesIn(stacks);
  const node = (region: string) => {
    const users = stacks.filter((stack) => stack.region === region).flatMap(tableUsers);
    return tablesOf(region, tables.get(region) ?? 0, users.length);
  };
  const between = replicationOf("tables");
  return stacks.flatMap((stack) =>
    (ofType(stack, "aws:dynamodb/table:Table") as readonly Table[]).flatMap(({ inputs }) =>
      (inputs.replicas ?? []).flatMap(({ regionName }) => [
        ...copied(node(stack.region), between, node(regionName)),
        ...copied(node(regionName), between, node(stack.region)),
      ]),
    ),
  );
}

function bucketEdges(stacks: readonly StackGraph[]): Edge[] {
  const buckets = new Map(
    stacks.flatMap((stack) =>
      ofType(stack, "aws:s3/bucket:Bucket").map((bucket) => {
        const { id, name, region } = bucket;
        const shown = name.replace(`${stack.project}-`, "").replace(`-${region}`, "");
        return [id, { shown, node: bucketOf(region ?? stack.region, id, shown) }] as const;
      }),
    ),
  );
  return stacks.flatMap((stack) =>
    ofType(stack, "aws:s3/bucketReplicationConfig:BucketReplicationConfig").flatMap(({ inputs }) =>
      (inputs.rules as { destination: { bucket: string } }[]).flatMap(({ destination }): Edge[] => {
        const from = buckets.get(String(inputs.bucket));
        const to = buckets.get(destination.bucket.split(":").at(-1) ?? "");
        return from && to ? copied(from.node, replicationOf(from.shown), to.node) : [];
      }),
    ),
  );
}
