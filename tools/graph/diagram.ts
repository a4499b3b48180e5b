/** Mermaid's picture of the regions: how a request travels, what replicates, and which region takes over. */
import type { Graph, GraphResource, StackGraph } from "../../twin/engine/graph.ts";
import { bucketOf, type Edge, gatewayOf, idOf, tablesOf } from "./nodes.ts";
import { regionEdges } from "./region-edges.ts";

export function diagram(graph: Graph): string {
  const stacks = Object.values(graph.stacks);
  const regions = [...new Set(stacks.map(({ region }) => region))];
  const tables = tablesIn(stacks);
  const edges = [
    ...failoverEdges(stacks),
    ...stacks.flatMap((stack) => regionEdges(stack, tables.get(stack.region) ?? [])),
    ...tableEdges(stacks, tables),
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

/** One arrow from one node to another, with all that its edges say. */
function arrows(edges: readonly Edge[]): string[] {
  const labels = new Map<string, Set<string>>();
  for (const { from, to, label, style } of edges) {
    const arrow = style === "dotted" ? "-.->" : style === "both" ? "<-->" : "-->";
    const ends = `${from.id} ${arrow} ${to.id}`;
    const said = labels.get(ends) ?? new Set();
    labels.set(ends, label ? said.add(label) : said);
  }
  return [...labels].map(([ends, said]) => {
    const [from, arrow, to] = ends.split(" ");
    return `${from} ${arrow}${said.size ? `|"${[...said].join("<br/>")}"|` : ""} ${to}`;
  });
}

function ofType(stack: StackGraph, type: string): readonly GraphResource[] {
  return stack.resources.filter((resource) => resource.type === type);
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

/** Table names by region, replicas included. */
function tablesIn(stacks: readonly StackGraph[]): Map<string, string[]> {
  const byRegion = new Map<string, string[]>();
  for (const stack of stacks)
    for (const table of ofType(stack, "aws:dynamodb/table:Table") as readonly Table[])
      for (const region of [
        stack.region,
        ...(table.inputs.replicas ?? []).map(({ regionName }) => regionName),
      ])
        byRegion.set(region, [...(byRegion.get(region) ?? []), String(table.outputs.name)]);
  return byRegion;
}

function tableEdges(stacks: readonly StackGraph[], tables: ReadonlyMap<string, string[]>): Edge[] {
  const node = (region: string) => tablesOf(region, tables.get(region) ?? []);
  return stacks.flatMap((stack) =>
    (ofType(stack, "aws:dynamodb/table:Table") as readonly Table[]).flatMap(({ inputs }) =>
      (inputs.replicas ?? []).map(
        ({ regionName }): Edge => ({
          from: node(stack.region),
          to: node(regionName),
          label: "replication",
          style: "both",
        }),
      ),
    ),
  );
}

function bucketEdges(stacks: readonly StackGraph[]): Edge[] {
  const buckets = stacks.flatMap((stack) => ofType(stack, "aws:s3/bucket:Bucket"));
  const node = (name: string) => {
    const found = buckets.find(({ id }) => id === name);
    const shown = found?.name.replace(`-${found.region}`, "");
    return found?.region ? bucketOf(found.region, name, shown ?? name) : undefined;
  };
  return stacks.flatMap((stack) =>
    ofType(stack, "aws:s3/bucketReplicationConfig:BucketReplicationConfig").flatMap(({ inputs }) =>
      (inputs.rules as { destination: { bucket: string } }[]).flatMap(({ destination }): Edge[] => {
        const from = node(String(inputs.bucket));
        const to = node(destination.bucket.split(":").at(-1) ?? "");
        return from && to ? [{ from, to, label: "replication" }] : [];
      }),
    ),
  );
}
