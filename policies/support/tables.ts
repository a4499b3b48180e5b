/** Where a table's rows are. */
import * as z from "zod";
import { type Resource, read } from "./rule.ts";
import { listOf } from "./shapes.ts";
import { regionOf, type Stack } from "./stack.ts";

export const tableType = "aws:dynamodb/table:Table";

/** Regions of a table's replicas, beside its own. */
export function replicaRegions(stack: Stack, table: Resource): string[] {
  const { replicas } = read(table, z.object({ replicas: listOf(z.object({ regionName: z.string() })) }));
  const separate = stack.referring("aws:dynamodb/tableReplica:TableReplica", "globalTableArn", table);
  return [
    ...replicas.map(({ regionName }) => regionName),
    ...separate.flatMap((replica) => regionOf(replica) ?? []),
  ].filter((region) => region !== regionOf(table));
}
