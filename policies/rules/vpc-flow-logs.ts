import * as z from "zod";
import { stackRule } from "../support/rule.ts";

export default stackRule({
  name: "vpc-flow-logs",
  description: "Every network logs its flows.",
  why: "What left the network, and to where, is the first question after an incident, and no other log answers it.",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:ec2/vpc:Vpc", z.object({}), (_vpc, resource) => {
      if (!stack.referring("aws:ec2/flowLog:FlowLog", "vpcId", resource).length)
        report(resource, {
          what: "does not log its flows",
          mend: "Create a FlowLog with its vpcId and a log group with a retention.",
        });
    });
  },
});
