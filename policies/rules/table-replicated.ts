import * as z from "zod";
import { stackRule } from "../support/rule.ts";
import { listOf } from "../support/shapes.ts";
import { regionOf } from "../support/stack.ts";

const table = "aws:dynamodb/table:Table";

export default stackRule({
  name: "table-replicated",
  description: "Every table has a replica in each region where any other has one.",
  why: "After a failover the survivor works with what it has: one table that stayed behind stops every function that reads it.",
  source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html",
  level: "mandatory",
  productionOnly: true,
  check(stack, report) {
    const separate = "aws:dynamodb/tableReplica:TableReplica";
    const replicas: { at: Parameters<typeof report>[0]; regions: string[] }[] = [];
    stack.each(
      table,
      z.object({ replicas: listOf(z.object({ regionName: z.string() })) }),
      (props, resource) => {
        const regions = props.replicas.map(({ regionName }) => regionName);
        for (const replica of stack.referring(separate, "globalTableArn", resource))
          regions.push(regionOf(replica) ?? "");
        replicas.push({ at: resource, regions: regions.filter((region) => region !== regionOf(resource)) });
      },
    );
    const peers = new Set(replicas.flatMap(({ regions }) => regions));
    for (const { at, regions } of replicas) {
      const missing = [...peers].filter((peer) => !regions.includes(peer));
      if (regions.length && !missing.length) continue;
      report(at, {
        what: `has no replica in ${missing.join(", ") || "another region"}`,
        mend: "Add the region to its replicas, with the key, recovery and protection of the table itself.",
      });
    }
  },
});
