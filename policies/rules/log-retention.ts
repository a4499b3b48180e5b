import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { count } from "../support/shapes.ts";

/** The plan keeps 30 days. */
const days = { least: 30, most: 400 };

export default resourceRule({
  name: "log-retention",
  description: "Every log group keeps its lines for a month or more, and not for ever.",
  why: "Without a retention, lines about customers are kept, and paid for, for ever; with less than a month, the bill has no evidence.",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  level: "mandatory",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  props: z.object({ retentionInDays: count }),
  check({ retentionInDays = 0 }, report) {
    if (retentionInDays < days.least || retentionInDays > days.most)
      report({
        what: retentionInDays ? `keeps its lines for ${retentionInDays} days` : "keeps its lines for ever",
        mend: `Set retentionInDays to ${days.least}–${days.most}.`,
      });
  },
});
