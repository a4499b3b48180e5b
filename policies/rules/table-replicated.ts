import * as z from "zod";
import { type Resource, stackRule } from "../support/rule.ts";
import { replicaRegions, tableType } from "../support/tables.ts";

export default stackRule({
  name: "table-replicated",
  description: "Every table has a replica in each region where any other has one.",
  why: "After a failover the survivor works with what it has: one table that stayed behind stops every function that reads it.",
  source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GlobalTables.html",
  level: "mandatory",
  productionOnly: true,
  check(stack, report) {
    const replicas: { at: Resource; regions: string[] }[] = [];
    stack.each(tableType, z.object({}), (_table, at) => {
      replicas.push({ at, regions: replicaRegions(stack, at) });
    });
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
