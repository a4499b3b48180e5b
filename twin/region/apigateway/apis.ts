/** The region's REST APIs as its graph describes them: resources, methods, stages, authorizers. */
import * as z from "zod";
import type { GraphResource } from "../../engine/graph.ts";
import { ofType, properties } from "./properties.ts";
import { everyResource, type ResourceNode, resourceTree } from "./routes.ts";
import type { Throttle } from "./token-bucket.ts";
import { readValidations, type Validation, validationInputs } from "./validation.ts";

export interface Authorizer {
  readonly id: string;
  readonly type: "REQUEST" | "TOKEN";
  /** May hold ${stageVariables.x}. */
  readonly uri: string;
  readonly identitySources: readonly string[];
  readonly ttlSeconds: number;
}

export interface Method {
  readonly httpMethod: string;
  readonly resource: ResourceNode;
  readonly apiKeyRequired: boolean;
  readonly authorizer?: Authorizer;
  readonly validation: Validation;
  readonly integration: { readonly uri: string; readonly timeoutMs: number };
}

export interface Stage {
  readonly name: string;
  readonly arn: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly tracing: boolean;
  readonly accessLog?: { readonly logGroup: string; readonly format: string };
  /** By method path as method settings write it ("webhook/{clientId}/POST"), or stars for the whole stage. */
  readonly throttles: ReadonlyMap<string, Throttle>;
  /** Where the stage tells why it could not serve a request; undefined when it keeps no execution log. */
  readonly executionLogGroup?: string;
}

export interface Api {
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  /** "arn:aws:execute-api:<region>:<account>:<id>" */
  readonly executionArn: string;
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  readonly binaryMediaTypes: readonly string[];
  readonly executeApiDisabled: boolean;
  readonly root: ResourceNode;
  /** By resource id and method: "<id> POST". */
  readonly methods: ReadonlyMap<string, Method>;
  readonly stages: ReadonlyMap<string, Stage>;
}

const RestApi = z.object({
  name: z.string(),
  executionArn: z.string(),
  rootResourceId: z.string(),
  apiKeySource: z.enum(["HEADER", "AUTHORIZER"]).nullish(),
  binaryMediaTypes: z.array(z.string()).nullish(),
  disableExecuteApiEndpoint: z.boolean().nullish(),
  body: z.undefined("is an OpenAPI document; declare resources and methods instead").optional(),
});
const Resource = z.object({ restApi: z.string(), parentId: z.string(), pathPart: z.string() });
const MethodShape = z.object({
  restApi: z.string(),
  resourceId: z.string(),
  httpMethod: z.string(),
  authorization: z.enum(["NONE", "CUSTOM"]),
  authorizerId: z.string().nullish(),
  apiKeyRequired: z.boolean().nullish(),
  ...validationInputs,
});
const Integration = z.object({
  restApi: z.string(),
  resourceId: z.string(),
  httpMethod: z.string(),
  type: z.literal("AWS_PROXY", "must be AWS_PROXY, the only integration that the twin runs"),
  uri: z.string(),
  timeoutMilliseconds: z.number().nullish(),
});
const identitySource =
  /^(method\.request\.(header|querystring|multivaluequerystring)\.[^,]+|stageVariables\.[^,]+|context\.[^,]+)$/;
const AuthorizerShape = z.object({
  restApi: z.string(),
  type: z.enum(["REQUEST", "TOKEN"]).nullish(),
  authorizerUri: z.string(),
  identitySource: z
    .string()
    .nullish()
    .transform((text) => text?.split(",").map((source) => source.trim()))
    .refine((sources) => (sources ?? []).every((source) => identitySource.test(source)), {
      error:
        "a REST API accepts method.request.header.*, method.request.querystring.*, stageVariables.* and context.*",
    }),
  authorizerResultTtlInSeconds: z.number().nullish(),
});
const StageShape = z.object({
  restApi: z.string(),
  stageName: z.string(),
  arn: z.string().nullish(),
  deployment: z.string(),
  variables: z.record(z.string(), z.string()).nullish(),
  xrayTracingEnabled: z.boolean().nullish(),
  accessLogSettings: z.object({ destinationArn: z.string(), format: z.string() }).nullish(),
});
const MethodSettings = z.object({
  restApi: z.string(),
  stageName: z.string(),
  methodPath: z.string(),
  settings: z.object({
    throttlingRateLimit: z.number().nullish(),
    throttlingBurstLimit: z.number().nullish(),
    loggingLevel: z.string().nullish(),
  }),
});

export function readApis(resources: readonly GraphResource[]): Api[] {
  const validationOf = readValidations(resources);
  return ofType(resources, "aws:apigateway/restApi:RestApi").map((resource) =>
    readApi(resource, resources, validationOf),
  );
}

function readApi(
  resource: GraphResource,
  all: readonly GraphResource[],
  validationOf: ReturnType<typeof readValidations>,
): Api {
  const api = properties(resource, RestApi);
  const own = <T extends { restApi: string }>(type: string, shape: z.ZodType<T>) =>
    ofType(all, `aws:apigateway/${type}`)
      .map((member) => ({ member, shape: properties(member, shape) }))
      .filter(({ shape: { restApi } }) => restApi === resource.id);
  const root = resourceTree(
    api.rootResourceId,
    own("resource:Resource", Resource).map(({ member, shape }) => ({ id: member.id, ...shape })),
  );
  const authorizers = new Map(
    own("authorizer:Authorizer", AuthorizerShape).map(({ member, shape }) => [
      member.id,
      {
        id: member.id,
        type: shape.type ?? "TOKEN",
        uri: shape.authorizerUri,
        identitySources:
          shape.identitySource ?? (shape.type === "REQUEST" ? [] : ["method.request.header.Authorization"]),
        ttlSeconds: shape.authorizerResultTtlInSeconds ?? 300,
      } as const,
    ]),
  );
  const integrations = own("integration:Integration", Integration).map(({ shape }) => shape);
  const resourceById = new Map(everyResource(root).map((node) => [node.id, node]));
  const methods = own("method:Method", MethodShape).map(({ member, shape }): [string, Method] => {
    const at = resourceById.get(shape.resourceId);
    const integration = integrations.find(
      (one) => one.resourceId === shape.resourceId && one.httpMethod === shape.httpMethod,
    );
    const authorizer = authorizers.get(shape.authorizerId ?? "");
    if (!at) throw refused(member, `resourceId ${shape.resourceId} is no resource of its API`);
    if (!integration) throw refused(member, "it has no integration, so the API cannot be deployed");
    if (shape.authorization === "CUSTOM" && !authorizer)
      throw refused(member, `authorizerId ${shape.authorizerId} is no authorizer of its API`);
    return [
      methodKey(at.id, shape.httpMethod),
      {
        httpMethod: shape.httpMethod,
        resource: at,
        apiKeyRequired: shape.apiKeyRequired ?? false,
        authorizer: shape.authorization === "CUSTOM" ? authorizer : undefined,
        validation: validationOf(resource.id, shape),
        integration: { uri: integration.uri, timeoutMs: integration.timeoutMilliseconds ?? 29_000 },
      },
    ];
  });
  const settings = own("methodSettings:MethodSettings", MethodSettings).map(({ shape }) => shape);
  const [, , , region = "", accountId = ""] = api.executionArn.split(":");
  return {
    id: resource.id,
    name: api.name,
    accountId,
    executionArn: api.executionArn,
    apiKeySource: api.apiKeySource ?? "HEADER",
    binaryMediaTypes: api.binaryMediaTypes ?? [],
    executeApiDisabled: api.disableExecuteApiEndpoint ?? false,
    root,
    methods: new Map(methods),
    stages: new Map(
      own("stage:Stage", StageShape).map(({ shape }) => [
        shape.stageName,
        {
          name: shape.stageName,
          arn:
            shape.arn ?? `arn:aws:apigateway:${region}::/restapis/${resource.id}/stages/${shape.stageName}`,
          deploymentId: shape.deployment,
          variables: shape.variables ?? {},
          tracing: shape.xrayTracingEnabled ?? false,
          accessLog: shape.accessLogSettings
            ? {
                logGroup: shape.accessLogSettings.destinationArn
                  .replace(/^.*:log-group:/, "")
                  .replace(/:\*$/, ""),
                format: shape.accessLogSettings.format,
              }
            : undefined,
          throttles: throttlesOf(settings.filter((setting) => setting.stageName === shape.stageName)),
          executionLogGroup: settings.some(
            ({ stageName, settings: { loggingLevel } }) =>
              stageName === shape.stageName && (loggingLevel === "ERROR" || loggingLevel === "INFO"),
          )
            ? `API-Gateway-Execution-Logs_${resource.id}/${shape.stageName}`
            : undefined,
        },
      ]),
    ),
  };
}

export function methodKey(resourceId: string, httpMethod: string): string {
  return `${resourceId} ${httpMethod}`;
}

/** "webhook/{clientId}/POST", as method settings and usage plans name a method. */
export function methodPath(method: Method): string {
  return `${method.resource.path.slice(1)}/${method.httpMethod}`;
}

function throttlesOf(settings: readonly z.infer<typeof MethodSettings>[]): Map<string, Throttle> {
  const throttles = new Map<string, Throttle>();
  for (const { methodPath: path, settings: values } of settings) {
    const rate = values.throttlingRateLimit ?? -1;
    // -1 is AWS's way to say: not limited here.
    if (rate >= 0) {
      throttles.set(path.replaceAll("~1", "/").replace(/^\//, ""), {
        rate,
        burst: values.throttlingBurstLimit ?? Math.max(1, rate),
      });
    }
  }
  return throttles;
}

function refused(resource: GraphResource, why: string): Error {
  return new Error(`The twin cannot serve ${resource.urn}: ${why}.`);
}
