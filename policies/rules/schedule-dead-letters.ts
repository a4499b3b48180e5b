import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, count, reference } from "../support/shapes.ts";

const deadLetterConfig = block({ arn: reference });
const retryPolicy = block({ maximumRetryAttempts: count, maximumEventAgeInSeconds: count });

export default resourceRule({
  name: "schedule-dead-letters",
  description:
    "Every schedule and every event rule retries within a bound and hands what failed to a dead-letter queue.",
  why: "By default a call is retried for a day, long after the next tick did its work, and then dropped without a trace.",
  source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html",
  level: "mandatory",
  types: ["aws:scheduler/schedule:Schedule", "aws:cloudwatch/eventTarget:EventTarget"],
  props: z.object({ target: block({ deadLetterConfig, retryPolicy }), deadLetterConfig, retryPolicy }),
  check(props, report) {
    const { deadLetterConfig, retryPolicy } = props.target ?? props;
    if (!deadLetterConfig?.arn)
      report({
        what: "has no dead-letter queue",
        mend: "Set deadLetterConfig to { arn } of a standard queue that its role may send to.",
      });
    if (retryPolicy?.maximumEventAgeInSeconds === undefined)
      report({
        what: "retries for a day",
        mend: "Set retryPolicy to { maximumEventAgeInSeconds, maximumRetryAttempts }, with an age of about one period.",
      });
  },
});
