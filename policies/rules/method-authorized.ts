import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";

export default resourceRule({
  name: "method-authorized",
  description: "Every method that changes something asks who calls.",
  why: "An open POST is a queue that anybody fills, and a bill that anybody raises.",
  source:
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
  level: "mandatory",
  types: ["aws:apigateway/method:Method"],
  props: z.object({ authorization: text, httpMethod: z.string() }),
  check({ authorization = "NONE", httpMethod }, report) {
    if (authorization === "NONE" && !["GET", "HEAD", "OPTIONS"].includes(httpMethod))
      report({
        what: `lets anybody ${httpMethod}`,
        mend: 'Set authorization to "CUSTOM" with the authorizer of the tenant.',
      });
  },
});
