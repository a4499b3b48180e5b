import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, flag, text } from "../support/shapes.ts";

export default resourceRule({
  name: "api-own-names-only",
  description: "Every API is regional and answers under our names only.",
  why: "A caller that learnt the execute-api name keeps calling the lost region after a failover, and passes by the domain's TLS policy.",
  source:
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
  level: "mandatory",
  types: ["aws:apigateway/restApi:RestApi"],
  props: z.object({ disableExecuteApiEndpoint: flag, endpointConfiguration: block({ types: text }) }),
  check({ disableExecuteApiEndpoint, endpointConfiguration }, report) {
    if (!disableExecuteApiEndpoint)
      report({
        what: "answers under its execute-api name",
        mend: "Set disableExecuteApiEndpoint to true.",
      });
    if (endpointConfiguration?.types !== "REGIONAL")
      report({
        what: `is ${endpointConfiguration?.types ?? "EDGE"}`,
        mend: 'Set endpointConfiguration to { types: "REGIONAL" }: an edge-optimised API cannot be half of a failover pair.',
      });
  },
});
