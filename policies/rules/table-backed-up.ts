import * as z from "zod";
import { read, stackRule } from "../support/rule.ts";
import { listOf, tags, text, texts } from "../support/shapes.ts";
import { whenKnown } from "../support/unknown.ts";

export default stackRule({
  name: "table-backed-up",
  description: "A backup plan covers every table.",
  why: "Point-in-time recovery ends with the table and after 35 days; a backup in a vault outlives both.",
  source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
  level: "mandatory",
  productionOnly: true,
  check(stack, report) {
    const selections = whenKnown(() =>
      stack.ofType("aws:backup/selection:Selection").map((selection) => read(selection, Selection)),
    );
    // What is not known yet may well name the table.
    if (!selections) return;
    stack.each("aws:dynamodb/table:Table", z.object({ arn: z.string(), tags }), (table, resource) => {
      const covered = selections.some(
        ({ resources, selectionTags }) =>
          resources.some((pattern) => covers(pattern, table.arn)) ||
          selectionTags.some(({ key, value }) => key && table.tags[key] === value),
      );
      if (!covered)
        report(resource, {
          what: "is in no backup plan",
          mend: "Name it in a backup selection, by its ARN or by a tag that it has.",
        });
    });
  },
});

const Selection = z.object({ resources: texts, selectionTags: listOf(z.object({ key: text, value: text })) });

function covers(pattern: string, arn: string): boolean {
  return pattern.endsWith("*") ? arn.startsWith(pattern.slice(0, -1)) : pattern === arn;
}
