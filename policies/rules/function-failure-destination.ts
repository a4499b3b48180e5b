import * as z from "zod";
import { aliasesOf, functionBehind, functionType } from "../support/functions.ts";
import { read, stackRule } from "../support/rule.ts";
import { block, reference } from "../support/shapes.ts";
import { refers } from "../support/stack.ts";

const invokeConfig = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";

export default stackRule({
  name: "function-failure-destination",
  description: "Every function hands asynchronous calls that failed to a dead-letter queue or a destination.",
  why: "After two retries Lambda drops the event, and whoever sent it was told long ago that all is well.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
  level: "mandatory",
  check(stack, report) {
    const handing = Map.groupBy(
      stack
        .ofType(invokeConfig)
        .filter((config) => read(config, Config).destinationConfig?.onFailure?.destination),
      (config) => functionBehind(stack, config, "functionName"),
    );
    for (const fn of stack.ofType(functionType)) {
      const deadLetters = read(fn, DeadLetters).deadLetterConfig?.targetArn;
      const aliases = aliasesOf(stack, fn);
      // It is of one alias, and says nothing of calls to another.
      const covered = aliases.every((alias) =>
        handing.get(fn)?.some((config) => refers(config, "qualifier", alias)),
      );
      if (!deadLetters && !(aliases.length && covered))
        report(fn, {
          what: "drops asynchronous calls that failed",
          mend: "Set its deadLetterConfig, or give each of its aliases a FunctionEventInvokeConfig with an onFailure destination and the alias as qualifier.",
        });
    }
  },
});

const Config = z.object({
  destinationConfig: block({ onFailure: block({ destination: reference }) }),
});
const DeadLetters = z.object({ deadLetterConfig: block({ targetArn: reference }) });
