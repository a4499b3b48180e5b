import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, text } from "../support/shapes.ts";

export default resourceRule({
  name: "stage-access-log",
  description: "Every stage logs each request as JSON.",
  why: "Who was refused, and why, is written nowhere else: no function has seen the request.",
  source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
  level: "mandatory",
  types: ["aws:apigateway/stage:Stage"],
  props: z.object({ accessLogSettings: block({ format: text }) }),
  check({ accessLogSettings }, report) {
    if (!accessLogSettings?.format?.startsWith("{"))
      report({
        what: accessLogSettings ? "logs its requests as text" : "does not log its requests",
        mend: "Set accessLogSettings to { destinationArn, format } with a JSON format that has $context.requestId.",
      });
  },
});
