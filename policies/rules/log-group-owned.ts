import * as z from "zod";
import { functionType } from "../support/functions.ts";
import { type Resource, read, stackRule } from "../support/rule.ts";
import { block, text } from "../support/shapes.ts";
import type { Stack } from "../support/stack.ts";
import { isSet, whenKnown } from "../support/unknown.ts";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";

export default stackRule({
  name: "log-group-owned",
  description: "Every log group that a function or an API stage writes to is in the program.",
  why: "A group that the service makes by itself keeps for ever, has no tags, and stays when the function goes.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",
  level: "mandatory",
  check(stack, report) {
    stack.each(functionType, z.object({ name: text }), ({ name }, fn) => {
      const owned = isSet(() => read(fn, Logging).loggingConfig?.logGroup)
        ? stack.referred(fn, ["loggingConfig", "logGroup"], logGroup)
        : hasGroup(stack, `/aws/lambda/${name}`);
      if (!owned)
        report(fn, {
          what: `writes to a log group that is not in the program`,
          mend: "Create the LogGroup with a retention and name it in the function's loggingConfig.",
        });
    });
    stack.each("aws:apigateway/methodSettings:MethodSettings", MethodSettings, (props, settings) => {
      if ((props.settings?.loggingLevel ?? "OFF") === "OFF") return;
      const stage = stack.referred(settings, "stageName", "aws:apigateway/stage:Stage");
      const group = `API-Gateway-Execution-Logs_${props.restApi}/${props.stageName}`;
      if (!hasGroup(stack, group))
        report(stage ?? settings, {
          what: `writes its execution log to a group that is not in the program`,
          mend: `Create the LogGroup API-Gateway-Execution-Logs_<api id>/${props.stageName} with a retention before the stage.`,
        });
    });
  },
});

const Logging = z.object({ loggingConfig: block({ logGroup: text }) });

const MethodSettings = z.object({
  restApi: z.string(),
  stageName: z.string(),
  settings: block({ loggingLevel: text }),
});

/** A name that is not known yet may well be the one. */
function hasGroup(stack: Stack, name: string): boolean {
  return stack.ofType(logGroup).some((group) => [name, undefined].includes(nameOf(group)));
}

function nameOf(group: Resource): string | undefined {
  return whenKnown(() => read(group, z.object({ name: text })).name);
}
