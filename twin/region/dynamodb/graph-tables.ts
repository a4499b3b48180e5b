/** The tables and items that the graph gives a region: its own, and the replicas of other regions' global tables. */
import type { Graph, GraphResource } from "../../engine/graph.ts";
import type { Item } from "./dynalite.ts";

type Inputs = Readonly<Record<string, unknown>>;
interface Replica {
  readonly regionName: string;
  readonly kmsKeyArn?: string;
  readonly pointInTimeRecovery?: boolean;
  readonly deletionProtectionEnabled?: boolean;
}

export interface ReplicatedTable {
  readonly name: string;
  /** Every region that has it. */
  readonly regions: readonly string[];
}

/** Inputs for `createTable`, as they stand in that region. */
export function tablesIn(graph: Graph, region: string): Inputs[] {
  return tables(graph).flatMap((table) => {
    const inputs: Inputs = { ...table.inputs, name: nameOf(table) };
    const replicas = replicasOf(table);
    if (table.region === region) return [inputs];
    const replica = replicas.find((r) => r.regionName === region);
    if (!replica) return [];
    const others = [...replicas.filter((r) => r !== replica), { regionName: table.region }];
    return [
      {
        ...inputs,
        replicas: others,
        deletionProtectionEnabled: replica.deletionProtectionEnabled ?? false,
        pointInTimeRecovery: { enabled: replica.pointInTimeRecovery ?? false },
        // A multi-region key has a copy with its own ARN in each region.
        ...(inputs.serverSideEncryption
          ? { serverSideEncryption: { enabled: true, kmsKeyArn: replica.kmsKeyArn } }
          : {}),
      },
    ];
  });
}

export function replicatedTables(graph: Graph): ReplicatedTable[] {
  return tables(graph)
    .map((table) => ({
      name: nameOf(table),
      regions: [String(table.region), ...replicasOf(table).map((r) => r.regionName)],
    }))
    .filter(({ regions }) => regions.length > 1);
}

/** Items that the program itself puts into tables of a region. */
export function tableItemsIn(graph: Graph, region: string): { table: string; item: Item }[] {
  return resources(graph, "aws:dynamodb/tableItem:TableItem")
    .filter((row) => row.region === region)
    .map(({ inputs }) => ({
      table: String(inputs.tableName),
      item: JSON.parse(String(inputs.item)) as Item,
    }));
}

function resources(graph: Graph, type: string): GraphResource[] {
  return Object.values(graph.stacks)
    .flatMap((stack) => stack.resources)
    .filter((resource) => resource.type === type && !resource.external);
}

const tables = (graph: Graph) => resources(graph, "aws:dynamodb/table:Table");
const replicasOf = ({ inputs }: GraphResource) => (inputs.replicas ?? []) as Replica[];
const nameOf = ({ inputs, outputs, name }: GraphResource) => String(outputs.name ?? inputs.name ?? name);
