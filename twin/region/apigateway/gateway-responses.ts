/** Gateway responses: what an API answers of its own in place of API Gateway's default words. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import type { Reply } from "./integration.ts";
import { ofType, properties } from "./properties.ts";
import type { Refusal, RefusalKind } from "./refusal.ts";
import { lookUp } from "./request.ts";

const Response = z.object({
  restApiId: z.string(),
  responseType: z.string(),
  statusCode: z.string().nullish(),
  responseTemplates: z.record(z.string(), z.string()).nullish(),
  responseParameters: z.record(z.string(), z.string()).nullish(),
});

/** An explicit deny is an ACCESS_DENIED like any other to whoever customises answers. */
function responseType(kind: RefusalKind): string {
  return kind === "EXPLICIT_DENY" ? "ACCESS_DENIED" : kind === "BAD_GATEWAY" ? "INTEGRATION_FAILURE" : kind;
}

/** `$context.error` of a refused request. */
export function errorContext(refusal: Refusal) {
  return {
    message: refusal.message,
    messageString: refusal.message ? JSON.stringify(refusal.message) : "null",
    responseType: responseType(refusal.kind),
    // Templates put it between quotes.
    validationErrorString: refusal.validationError && JSON.stringify(refusal.validationError).slice(1, -1),
  };
}

/** Returns the answer to a refused request of an API; without an API, or without a response of its own, AWS's. */
export function createGatewayResponses(resources: readonly GraphResource[]) {
  const responses = ofType(resources, "aws:apigateway/response:Response").map((resource) =>
    properties(resource, Response),
  );
  return function refuse(refusal: Refusal, apiId: string | undefined, context: object): Reply {
    const own = (type: string) =>
      responses.find((response) => response.restApiId === apiId && response.responseType === type);
    const custom =
      own(responseType(refusal.kind)) ?? own(refusal.status >= 500 ? "DEFAULT_5XX" : "DEFAULT_4XX");
    const template = custom?.responseTemplates?.["application/json"];
    const parameters = Object.entries(custom?.responseParameters ?? {}).flatMap(([name, value]) => {
      const header = /^gatewayresponse\.header\.(.+)$/.exec(name)?.[1];
      const literal = /^'(.*)'$/.exec(value)?.[1];
      const mapped = literal ?? lookUp({ context }, value);
      return header && mapped !== undefined ? [[header, mapped] as const] : [];
    });
    const body = template ? fill(template, { ...context, error: errorContext(refusal) }) : refusal.body;
    return {
      status: Number(custom?.statusCode ?? refusal.status),
      headers: {
        "Content-Type": "application/json",
        "x-amzn-ErrorType": refusal.errorType,
        ...Object.fromEntries(parameters),
      },
      body: Buffer.from(body),
    };
  };
}

/** Templates of gateway responses know variables only; a variable without a value is empty. */
function fill(template: string, context: object): string {
  return template.replace(
    /\$context\.([A-Za-z]\w*(?:\.\w+)*)/g,
    (_, path: string) => lookUp(context, path) ?? "",
  );
}
