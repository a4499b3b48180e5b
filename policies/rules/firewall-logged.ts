import * as z from "zod";
import { stackRule } from "../support/rule.ts";

export default stackRule({
  name: "firewall-logged",
  description: "Every web firewall logs what it stops.",
  why: "A restaurant that gets no messages asks why, and only this log knows that its requests were blocked.",
  source: "https://docs.aws.amazon.com/waf/latest/developerguide/logging.html",
  level: "mandatory",
  check(stack, report) {
    const logging = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
    stack.each("aws:wafv2/webAcl:WebAcl", z.object({}), (_acl, acl) => {
      if (!stack.referring(logging, "resourceArn", acl).length)
        report(acl, {
          what: "does not log what it stops",
          mend: "Create a WebAclLoggingConfiguration with the ACL's ARN and a log group aws-waf-logs-….",
        });
    });
  },
});
