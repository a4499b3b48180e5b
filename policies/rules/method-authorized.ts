import * as z from "zod";
import { isProbe } from "../support/probes.ts";
import { type Resource, read, stackRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";
import type { Stack } from "../support/stack.ts";

export default stackRule({
  name: "method-authorized",
  description: "Every method asks who calls, except those that health checks ask.",
  why: "An open POST is a queue that anybody fills, and an open GET is a restaurant's customers for whoever guesses its name.",
  source:
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
  level: "mandatory",
  check(stack, report) {
    stack.each(
      "aws:apigateway/method:Method",
      z.object({ authorization: text, httpMethod: z.string() }),
      ({ authorization = "NONE", httpMethod }, method) => {
        if (authorization !== "NONE") return;
        const path = pathOf(stack, method, "resourceId");
        if (httpMethod !== "GET" || !isProbe(path))
          report(method, {
            what: `lets anybody ${httpMethod} ${path}`,
            mend: 'Set authorization to "CUSTOM" with the authorizer of the tenant.',
          });
      },
    );
  },
});

/** "/drain/{region}"; what a property leads to that is no resource of the API is its root. */
function pathOf(stack: Stack, from: Resource, property: "resourceId" | "parentId"): string {
  const resource = stack.referred(from, property, "aws:apigateway/resource:Resource");
  if (!resource) return "/";
  const before = pathOf(stack, resource, "parentId").replace(/\/$/, "");
  return `${before}/${read(resource, z.object({ pathPart: z.string() })).pathPart}`;
}
