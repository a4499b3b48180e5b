import * as z from "zod";
import { functionBehind } from "../support/functions.ts";
import { read, stackRule } from "../support/rule.ts";
import { count } from "../support/shapes.ts";

const longest = 29_000;

export default stackRule({
  name: "integration-outlasts-function",
  description: "The API waits for a function for as long as the function may take.",
  why: "The caller reads 504 and calls again while the first call still does its work.",
  source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
  level: "mandatory",
  check(stack, report) {
    const props = z.object({ timeoutMilliseconds: count });
    stack.each(
      "aws:apigateway/integration:Integration",
      props,
      ({ timeoutMilliseconds = longest }, integration) => {
        const fn = functionBehind(stack, integration, "uri");
        if (!fn) return;
        const { timeout = 3 } = read(fn, z.object({ timeout: count }));
        if (timeout * 1000 > timeoutMilliseconds)
          report(integration, {
            what: `waits ${timeoutMilliseconds / 1000} s for "${fn.name}", which may take ${timeout} s`,
            mend: `Lower the function's timeout, or raise timeoutMilliseconds (${longest} at most).`,
          });
      },
    );
  },
});
