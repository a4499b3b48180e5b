/** Authorizers for the tests: what they answer, and the graph's resources for one. */
import type { ProxyEvent } from "./functions.ts";
import { account, invokeUri, permission, region, resource } from "./resources.ts";

export const ok = () => ({ statusCode: 200, body: "fine" });
export const allow = (event: ProxyEvent, more: object = {}) => policy("Allow", event.methodArn ?? "", more);
export const policy = (effect: string, arn: string, more: object = {}) => ({
  principalId: "someone",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Effect: effect, Action: "execute-api:Invoke", Resource: arn }],
  },
  ...more,
});

export const authorizer = (inputs: Record<string, unknown> = {}) => [
  resource("aws:apigateway/authorizer:Authorizer", "auth1", {
    restApi: "a1b2",
    type: "REQUEST",
    authorizerUri: invokeUri("guard:live"),
    identitySource: "context.path,method.request.header.x-token",
    authorizerResultTtlInSeconds: 60,
    ...inputs,
  }),
  permission("guard:live", `arn:aws:execute-api:${region}:${account}:a1b2/authorizers/auth1`),
];
export const guarded = { path: "/shops/{shop}", functionName: "f:live", authorizerId: "auth1" };
export const token = { headers: { "x-token": "t" } };
