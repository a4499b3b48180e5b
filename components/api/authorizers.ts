import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { HandlerFunction } from "../functions/handler-function.ts";
import type { Route } from "./routes.ts";

type Access = Exclude<Route["access"], "open">;

/**
 * What a request must carry to be judged at all (without it: 401), and what a decision is remembered under. The path
 * names the tenant; where a key proves the caller, a decision holds for that path and that key only.
 */
export const identitySources: Readonly<Record<Access, readonly string[]>> = {
  tenant: ["context.path"],
  "tenant-key": ["context.path", "method.request.header.x-api-key"],
};

export interface AuthorizersArgs {
  readonly restApi: aws.apigateway.RestApi;
  readonly handler: HandlerFunction;
  readonly cacheSeconds: number;
}

/** One authorizer for each kind of access, on the same function. */
export function createAuthorizers(
  name: string,
  { restApi, handler, cacheSeconds }: AuthorizersArgs,
  opts: pulumi.CustomResourceOptions,
): Readonly<Record<Access, aws.apigateway.Authorizer>> {
  const create = (access: Access) => {
    const authorizer = new aws.apigateway.Authorizer(
      `${name}-authorizer-${access}`,
      {
        name: access,
        restApi: restApi.id,
        type: "REQUEST",
        authorizerUri: handler.alias.invokeArn,
        identitySource: identitySources[access].join(","),
        authorizerResultTtlInSeconds: cacheSeconds,
      },
      opts,
    );
    new aws.lambda.Permission(
      `${name}-authorizer-${access}-permission`,
      {
        action: "lambda:InvokeFunction",
        principal: "apigateway.amazonaws.com",
        function: handler.functionName,
        qualifier: handler.alias.name,
        sourceArn: pulumi.interpolate`${restApi.executionArn}/authorizers/${authorizer.id}`,
      },
      opts,
    );
    return authorizer;
  };
  return { tenant: create("tenant"), "tenant-key": create("tenant-key") };
}
