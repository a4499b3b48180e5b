import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { flag, text } from "../support/shapes.ts";

export default resourceRule({
  name: "method-metered",
  description: "Every method of a tenant counts against that tenant's usage plan.",
  why: "One restaurant's burst otherwise takes the stage's whole rate from all others.",
  source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html",
  level: "mandatory",
  types: ["aws:apigateway/method:Method"],
  props: z.object({ authorization: text, apiKeyRequired: flag }),
  check({ authorization = "NONE", apiKeyRequired }, report) {
    if (authorization !== "NONE" && !apiKeyRequired)
      report({
        what: "counts against no usage plan",
        mend: "Set apiKeyRequired to true; the authorizer names the tenant's key (apiKeySource AUTHORIZER).",
      });
  },
});
