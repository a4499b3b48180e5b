import * as z from "zod";
import { functionBehind } from "../support/functions.ts";
import { read, stackRule } from "../support/rule.ts";
import { count } from "../support/shapes.ts";

const factor = 6;

export default stackRule({
  name: "queue-visibility",
  description:
    "A queue hides a received message for six times the timeout of the function that processes it.",
  why: "Lambda retries a throttled batch within that time; a shorter one delivers the message twice while the first is at work.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:lambda/eventSourceMapping:EventSourceMapping", z.object({}), (_mapping, mapping) => {
      const queue = stack.referred(mapping, "eventSourceArn", "aws:sqs/queue:Queue");
      const consumer = functionBehind(stack, mapping, "functionName");
      if (!queue || !consumer) return;
      const { visibilityTimeoutSeconds = 30 } = read(queue, z.object({ visibilityTimeoutSeconds: count }));
      const { timeout = 3 } = read(consumer, z.object({ timeout: count }));
      if (visibilityTimeoutSeconds < factor * timeout)
        report(queue, {
          what: `hides messages for ${visibilityTimeoutSeconds} s, while "${consumer.name}" may take ${timeout} s`,
          mend: `Set its visibilityTimeoutSeconds to ${factor * timeout} or more, or lower the function's timeout.`,
        });
    });
  },
});
