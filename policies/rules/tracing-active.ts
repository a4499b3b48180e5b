import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, flag, text } from "../support/shapes.ts";

export default resourceRule({
  name: "tracing-active",
  description: "Every function and every API stage traces its requests.",
  why: "A slow answer passes five functions and two queues; without the trace nobody sees which one was slow.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
  level: "mandatory",
  types: ["aws:lambda/function:Function", "aws:apigateway/stage:Stage"],
  props: z.object({ tracingConfig: block({ mode: text }), xrayTracingEnabled: flag }),
  check({ tracingConfig, xrayTracingEnabled }, report, { resource }) {
    const isFunction = resource.type === "aws:lambda/function:Function";
    if (isFunction ? tracingConfig?.mode !== "Active" : !xrayTracingEnabled)
      report({
        what: "does not trace its requests",
        mend: isFunction ? 'Set tracingConfig to { mode: "Active" }.' : "Set xrayTracingEnabled to true.",
      });
  },
});
