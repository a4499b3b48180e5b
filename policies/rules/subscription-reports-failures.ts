import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { text, texts } from "../support/shapes.ts";

export default resourceRule({
  name: "subscription-reports-failures",
  description: "A function that consumes a queue says which messages of a batch failed.",
  why: "One bad message otherwise repeats its whole batch: customers read the same answer twice and good messages end as dead letters.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
  level: "mandatory",
  types: ["aws:lambda/eventSourceMapping:EventSourceMapping"],
  props: z.object({ eventSourceArn: text, functionResponseTypes: texts }),
  check({ eventSourceArn, functionResponseTypes }, report) {
    if (eventSourceArn?.split(":")[2] === "sqs" && !functionResponseTypes.includes("ReportBatchItemFailures"))
      report({
        what: "takes a batch as a whole",
        mend: 'Set functionResponseTypes to ["ReportBatchItemFailures"] and let the function return the failed ones.',
      });
  },
});
