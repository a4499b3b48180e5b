import * as z from "zod";
import { refusesPlainHttp, statementsOf } from "../support/policy-document.ts";
import { resourceRule } from "../support/rule.ts";
import { anything } from "../support/shapes.ts";

export default resourceRule({
  name: "policies-refuse-plain-http",
  description: "Every policy of a queue or topic refuses requests without TLS.",
  why: "SQS and SNS answer plain HTTP too, and a consumer outside AWS may be set up with it by mistake.",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  level: "mandatory",
  types: ["aws:sqs/queuePolicy:QueuePolicy", "aws:sns/topicPolicy:TopicPolicy"],
  props: z.object({ policy: anything }),
  check({ policy }, report) {
    if (!statementsOf(policy).some(refusesPlainHttp))
      report({
        what: "lets requests without TLS in",
        mend: "Add a statement that denies everybody where aws:SecureTransport is false.",
      });
  },
});
