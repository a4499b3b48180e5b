/** Graph resources as the engine would yield them, for the tests of the twin's edge. */
import type { GraphResource } from "../../../../twin/engine/graph.ts";

export const account = "123456789012";
export const region = "us-east-1";

export function resource(
  type: string,
  id: string,
  inputs: Record<string, unknown>,
  outputs: Record<string, unknown> = {},
): GraphResource {
  return {
    urn: `urn:pulumi:test::app::${type}::${id}`,
    type,
    name: id,
    parent: null,
    region,
    custom: true,
    remote: false,
    id,
    inputs,
    outputs: { ...inputs, ...outputs },
    secretInputs: [],
    dependencies: [],
    protect: false,
    retainOnDelete: false,
  };
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:${region}:${account}:function:${name}`;
}

export function invokeUri(name: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;
}

export interface RouteSpec {
  readonly method?: string;
  readonly path: string;
  readonly functionName: string;
  readonly authorizerId?: string;
  readonly apiKeyRequired?: boolean;
  readonly timeoutMilliseconds?: number;
  readonly permitted?: boolean;
  readonly methodInputs?: Record<string, unknown>;
}

/** An API "a1b2" with stage "live" on api.example.test, and one resource for each part of each path. */
export function restApi(
  routes: readonly RouteSpec[],
  inputs: Record<string, unknown> = {},
  stage: Record<string, unknown> = {},
): GraphResource[] {
  const executionArn = `arn:aws:execute-api:${region}:${account}:a1b2`;
  const paths = new Set(
    routes.flatMap(({ path }) => {
      const parts = path.split("/").filter(Boolean);
      return parts.map((_, depth) => `/${parts.slice(0, depth + 1).join("/")}`);
    }),
  );
  const idOf = (path: string) => (path === "/" || path === "" ? "root" : `r${path}`);
  return [
    resource(
      "aws:apigateway/restApi:RestApi",
      "a1b2",
      { name: "front", disableExecuteApiEndpoint: true, ...inputs },
      { executionArn, rootResourceId: "root" },
    ),
    ...[...paths].map((path) =>
      resource("aws:apigateway/resource:Resource", idOf(path), {
        restApi: "a1b2",
        parentId: idOf(path.slice(0, path.lastIndexOf("/"))),
        pathPart: path.slice(path.lastIndexOf("/") + 1),
      }),
    ),
    ...routes.flatMap((route, index) => {
      const at = { restApi: "a1b2", resourceId: idOf(route.path), httpMethod: route.method ?? "GET" };
      return [
        resource("aws:apigateway/method:Method", `m${index}`, {
          ...at,
          authorization: route.authorizerId ? "CUSTOM" : "NONE",
          authorizerId: route.authorizerId,
          apiKeyRequired: route.apiKeyRequired ?? false,
          ...route.methodInputs,
        }),
        resource("aws:apigateway/integration:Integration", `i${index}`, {
          ...at,
          type: "AWS_PROXY",
          integrationHttpMethod: "POST",
          uri: invokeUri(route.functionName),
          timeoutMilliseconds: route.timeoutMilliseconds,
        }),
        ...(route.permitted === false ? [] : [permission(route.functionName, `${executionArn}/*`)]),
      ];
    }),
    resource("aws:apigateway/stage:Stage", "s1", {
      restApi: "a1b2",
      stageName: "live",
      deployment: "d1",
      ...stage,
    }),
    resource("aws:apigateway/domainName:DomainName", "api.example.test", { domainName: "api.example.test" }),
    resource("aws:apigateway/basePathMapping:BasePathMapping", "api.example.test/", {
      domainName: "api.example.test",
      restApi: "a1b2",
      stageName: "live",
    }),
  ];
}

export function permission(
  functionName: string,
  sourceArn: string,
  principal = "apigateway.amazonaws.com",
): GraphResource {
  const [name, qualifier] = functionName.split(":");
  return resource("aws:lambda/permission:Permission", `permission ${functionName} ${sourceArn}`, {
    action: "lambda:InvokeFunction",
    function: name,
    qualifier,
    principal,
    sourceArn,
  });
}
