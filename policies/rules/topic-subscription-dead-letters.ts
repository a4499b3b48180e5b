import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { reference } from "../support/shapes.ts";

/** People's addresses: what cannot be delivered there is lost to nobody's program. */
const toPeople = ["email", "email-json", "sms"];

export default resourceRule({
  name: "topic-subscription-dead-letters",
  description: "Every subscription of a program hands what cannot be delivered to a dead-letter queue.",
  why: "After its retries SNS drops the message, and nothing is left that says so.",
  source: "https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html",
  level: "mandatory",
  types: ["aws:sns/topicSubscription:TopicSubscription"],
  props: z.object({ protocol: z.string(), redrivePolicy: reference }),
  check({ protocol, redrivePolicy }, report) {
    if (!toPeople.includes(protocol) && !redrivePolicy)
      report({
        what: `drops what ${protocol} does not take`,
        mend: "Set its redrivePolicy to { deadLetterTargetArn }, and let SNS send to that queue.",
      });
  },
});
