import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";

export default resourceRule({
  name: "api-tls",
  description: "Every domain of an API asks for TLS 1.2 or newer.",
  why: "TLS 1.0 is broken, and API Gateway still offers it unless told otherwise.",
  source:
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html",
  level: "mandatory",
  types: ["aws:apigateway/domainName:DomainName"],
  props: z.object({ securityPolicy: text }),
  check({ securityPolicy = "TLS_1_0" }, report) {
    if (!/^(TLS_1_2$|SecurityPolicy_TLS(12|13)_)/.test(securityPolicy))
      report({
        what: `accepts ${securityPolicy}`,
        mend: 'Set securityPolicy to "TLS_1_2".',
      });
  },
});
