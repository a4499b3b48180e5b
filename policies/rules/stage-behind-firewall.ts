import * as z from "zod";
import { stackRule } from "../support/rule.ts";

export default stackRule({
  name: "stage-behind-firewall",
  description: "A web firewall stands before every stage.",
  why: "Floods and known attacks otherwise reach the functions, and each of them is paid for.",
  source:
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:apigateway/stage:Stage", z.object({}), (_stage, stage) => {
      if (!stack.referring("aws:wafv2/webAclAssociation:WebAclAssociation", "resourceArn", stage).length)
        report(stage, {
          what: "has no firewall before it",
          mend: "Create a WebAclAssociation with the stage's ARN.",
        });
    });
  },
});
