import * as z from "zod";
import { refusesPlainHttp, type Statement, statementsOf } from "../support/policy-document.ts";
import { type Resource, read, stackRule } from "../support/rule.ts";
import { anything, text } from "../support/shapes.ts";
import { whenKnown } from "../support/unknown.ts";

/** What answers plain HTTP, its policy, the property by which that refers to it, and all that comes and goes there. */
const kinds = [
  ["aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy", "queueUrl", ["sqs:*"]],
  ["aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy", "arn", ["sns:Publish", "sns:*"]],
] as const;

export default stackRule({
  name: "policies-refuse-plain-http",
  description: "Every queue and every topic has a policy that refuses requests without TLS.",
  why: "SQS and SNS answer plain HTTP too, and a consumer outside AWS may be set up with it by mistake.",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  level: "mandatory",
  check(stack, report) {
    for (const [type, policyType, property, all] of kinds)
      for (const at of stack.ofType(type)) {
        const [policy] = stack.referring(policyType, property, at);
        const statements = policy
          ? whenKnown(() => statementsOf(read(policy, z.object({ policy: anything })).policy))
          : [];
        const refuses = (statement: Statement) =>
          refusesPlainHttp(statement) &&
          statement.actions.some((action) => [...all, "*"].includes(action)) &&
          isOf(at, statement);
        if (statements && !statements.some(refuses))
          report(at, {
            what: "lets requests without TLS in",
            mend: "Give it a policy with a statement that denies everybody sqs:*, or sns:Publish, where aws:SecureTransport is false.",
          });
      }
  },
});

function isOf(at: Resource, { resources }: Statement): boolean {
  const arn = whenKnown(() => read(at, z.object({ arn: text })).arn);
  return !arn || !resources.length || resources.includes(arn) || resources.includes("*");
}
