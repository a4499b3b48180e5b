import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { listOf, references, texts } from "../support/shapes.ts";

export default resourceRule({
  name: "budget-notifies",
  description: "Every budget tells somebody before it is spent.",
  why: "A loop between two functions spends a month's money in a night, and the bill comes weeks later.",
  source: "https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
  level: "mandatory",
  types: ["aws:budgets/budget:Budget"],
  props: z.object({
    notifications: listOf(z.object({ subscriberSnsTopicArns: references, subscriberEmailAddresses: texts })),
  }),
  check({ notifications }, report) {
    const heard = notifications.some(
      ({ subscriberSnsTopicArns, subscriberEmailAddresses }) =>
        subscriberSnsTopicArns.length + subscriberEmailAddresses.length > 0,
    );
    if (!heard)
      report({
        what: "tells nobody",
        mend: "Add a notification at 80 % with a topic, and one for the forecast.",
      });
  },
});
