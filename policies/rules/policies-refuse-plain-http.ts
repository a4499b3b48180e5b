import * as z from "zod";
import { refusesPlainHttp, statementsOf } from "../support/policy-document.ts";
import { read, stackRule } from "../support/rule.ts";
import { anything } from "../support/shapes.ts";
import { whenKnown } from "../support/unknown.ts";

/** What answers plain HTTP, its policy, and the property by which that refers to it. */
const kinds = [
  ["aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy", "queueUrl"],
  ["aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy", "arn"],
] as const;

export default stackRule({
  name: "policies-refuse-plain-http",
  description: "Every queue and every topic has a policy that refuses requests without TLS.",
  why: "SQS and SNS answer plain HTTP too, and a consumer outside AWS may be set up with it by mistake.",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  level: "mandatory",
  check(stack, report) {
    for (const [type, policyType, property] of kinds)
      for (const at of stack.ofType(type)) {
        const [policy] = stack.referring(policyType, property, at);
        const statements = policy
          ? whenKnown(() => statementsOf(read(policy, z.object({ policy: anything })).policy))
          : [];
        if (statements && !statements.some(refusesPlainHttp))
          report(at, {
            what: "lets requests without TLS in",
            mend: "Give it a policy with a statement that denies everybody where aws:SecureTransport is false.",
          });
      }
  },
});
