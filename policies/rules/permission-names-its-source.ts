import * as z from "zod";
import { saysWho } from "../support/conditions.ts";
import { resourceRule } from "../support/rule.ts";
import { reference } from "../support/shapes.ts";

export default resourceRule({
  name: "permission-names-its-source",
  description: "A service may call a function only for one source.",
  why: "API Gateway calls for whoever has an API, in any account, unless the permission says which one is ours.",
  source: "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
  level: "mandatory",
  types: ["aws:lambda/permission:Permission"],
  props: z.object({ principal: z.string(), sourceArn: reference, sourceAccount: reference }),
  check({ principal, sourceArn = "", sourceAccount = "" }, report) {
    const named = saysWho(sourceArn) || saysWho(sourceAccount);
    if (principal.endsWith(".amazonaws.com") && !named)
      report({
        what: `lets ${principal} call for anybody`,
        mend: "Set sourceArn, or sourceAccount where the service has no ARN yet.",
      });
  },
});
