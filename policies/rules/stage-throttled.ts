import * as z from "zod";
import { read, stackRule } from "../support/rule.ts";
import { block, count, text } from "../support/shapes.ts";

export default stackRule({
  name: "stage-throttled",
  description: "Every stage limits the rate and the burst of all its methods.",
  why: "Without its own limit a stage takes the whole account's, and whatever else is in the account stands still.",
  source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:apigateway/stage:Stage", z.object({}), (_stage, stage) => {
      const all = stack
        .referring("aws:apigateway/methodSettings:MethodSettings", "stageName", stage)
        .map((settings) => read(settings, MethodSettings));
      const lifted = all.filter(
        ({ settings }) =>
          !((settings?.throttlingRateLimit ?? -1) > 0 && (settings?.throttlingBurstLimit ?? -1) > 0),
      );
      for (const { methodPath } of lifted.filter((settings) => settings.methodPath !== "*/*"))
        report(stage, {
          what: `lifts its limit from ${methodPath}`,
          mend: "Give these MethodSettings throttlingRateLimit and throttlingBurstLimit, too: -1 is none.",
        });
      if (!all.some((settings) => settings.methodPath === "*/*" && !lifted.includes(settings)))
        report(stage, {
          what: "has no limit of its own",
          mend: 'Give it MethodSettings for "*/*" with throttlingRateLimit and throttlingBurstLimit.',
        });
    });
  },
});

const MethodSettings = z.object({
  methodPath: text,
  settings: block({ throttlingRateLimit: count, throttlingBurstLimit: count }),
});
