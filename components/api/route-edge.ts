/** The edge from a route to its function: method, integration, and the permission to call. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { HandlerFunction } from "../functions/handler-function.ts";
import { models, pathParameters, type Route } from "./routes.ts";

export interface Validation {
  readonly bodies: aws.apigateway.RequestValidator;
  readonly parameters: aws.apigateway.RequestValidator;
  readonly models: Readonly<Record<keyof typeof models, aws.apigateway.Model>>;
}

export function createValidation(
  name: string,
  restApi: aws.apigateway.RestApi,
  opts: pulumi.CustomResourceOptions,
): Validation {
  const validator = (what: string, validateRequestBody: boolean) =>
    new aws.apigateway.RequestValidator(
      `${name}-validator-${what}`,
      { name: what, restApi: restApi.id, validateRequestParameters: true, validateRequestBody },
      opts,
    );
  const model = (modelName: keyof typeof models) =>
    new aws.apigateway.Model(
      `${name}-model-${modelName}`,
      {
        name: modelName,
        restApi: restApi.id,
        contentType: "application/json",
        schema: JSON.stringify(models[modelName]),
      },
      opts,
    );
  return {
    parameters: validator("parameters", false),
    bodies: validator("bodies", true),
    models: { PosStatus: model("PosStatus"), StaffPost: model("StaffPost") },
  };
}

export interface RouteEdgeArgs {
  readonly route: Route;
  readonly restApi: aws.apigateway.RestApi;
  readonly resourceId: pulumi.Input<string>;
  readonly handler: HandlerFunction;
  /** Undefined for an open route. */
  readonly authorizerId: pulumi.Input<string> | undefined;
  readonly validation: Validation;
  readonly stageName: string;
  readonly timeoutSeconds: number;
}

/** @returns what a deployment must wait for */
export function createRoute(
  name: string,
  args: RouteEdgeArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { route, restApi, resourceId, handler, authorizerId, validation } = args;
  const parameters = pathParameters(route.path);
  const model = route.body && validation.models[route.body];
  const method = new aws.apigateway.Method(
    `${name}-${route.name}-method`,
    {
      restApi: restApi.id,
      resourceId,
      httpMethod: route.method,
      authorization: authorizerId ? "CUSTOM" : "NONE",
      authorizerId,
      apiKeyRequired: authorizerId !== undefined,
      requestParameters: parameters.length
        ? Object.fromEntries(parameters.map((parameter) => [`method.request.path.${parameter}`, true]))
        : undefined,
      requestValidatorId: (model ? validation.bodies : validation.parameters).id,
      requestModels: model && { "application/json": model.name },
    },
    opts,
  );
  const integration = new aws.apigateway.Integration(
    `${name}-${route.name}-integration`,
    {
      restApi: restApi.id,
      resourceId,
      httpMethod: method.httpMethod,
      type: "AWS_PROXY",
      integrationHttpMethod: "POST",
      uri: handler.alias.invokeArn,
      timeoutMilliseconds: args.timeoutSeconds * 1000,
    },
    opts,
  );
  new aws.lambda.Permission(
    `${name}-${route.name}-permission`,
    {
      action: "lambda:InvokeFunction",
      principal: "apigateway.amazonaws.com",
      function: handler.functionName,
      qualifier: handler.alias.name,
      sourceArn: pulumi.interpolate`${restApi.executionArn}/${args.stageName}/${route.method}${route.path.replace(/\{[^}]+\}/g, "*")}`,
    },
    opts,
  );
  return [method, integration];
}
