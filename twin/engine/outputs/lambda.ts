import type { Place } from "../place.ts";
import { type Inputs, idOf, MADE_AT, named, type TypeRules } from "./rule.ts";

export const lambda: TypeRules = {
  "aws:lambda/function:Function": {
    naming: named("name", 64, { pattern: /^[A-Za-z0-9_-]+$/ }),
    defaults: {
      architectures: ["x86_64"],
      ephemeralStorage: { size: 512 },
      memorySize: 128,
      packageType: "Zip",
      reservedConcurrentExecutions: -1,
      timeout: 3,
      tracingConfig: { mode: "PassThrough" },
    },
    id: idOf("name"),
    outputs: (inputs, place) => {
      const arn = place.arn("lambda", `function:${inputs.name}`);
      const version = inputs.publish ? "1" : "$LATEST";
      return {
        arn,
        invokeArn: invokeArn(place, arn),
        lastModified: MADE_AT,
        qualifiedArn: `${arn}:${version}`,
        qualifiedInvokeArn: invokeArn(place, `${arn}:${version}`),
        responseStreamingInvokeArn: invokeArn(place, arn, "2021-11-15", "response-streaming-invocations"),
        version,
      };
    },
    unique: "region",
  },
  "aws:lambda/alias:Alias": {
    naming: named("name", 128, { pattern: /^(?!\d+$)[A-Za-z0-9_-]+$/ }),
    id: aliasArn,
    outputs: (_inputs, place, id) => ({ arn: id, invokeArn: invokeArn(place, id) }),
    unique: "region",
  },
  "aws:lambda/permission:Permission": {
    naming: named("statementId", 100, { pattern: /^[A-Za-z0-9_-]+$/ }),
    id: idOf("statementId"),
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    defaults: { enabled: true },
    id: (_inputs, place) => place.uuid(),
    outputs: (inputs, place, id) => ({
      arn: place.arn("lambda", `event-source-mapping:${id}`),
      functionArn: functionArn(inputs.functionName, place),
      lastModified: MADE_AT,
      state: inputs.enabled === false ? "Disabled" : "Enabled",
      stateTransitionReason: "USER_INITIATED",
      uuid: id,
    }),
  },
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": {
    id: ({ functionName, qualifier }) => `${functionName},${qualifier}`,
    unique: "region",
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    defaults: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 21600 },
    id: ({ functionName, qualifier }) => [functionName, qualifier].filter(Boolean).join(":"),
    unique: "region",
  },
  "aws:lambda/functionUrl:FunctionUrl": {
    id: idOf("functionName", "qualifier"),
    outputs: (inputs, place) => ({
      functionArn: functionArn(inputs.functionName, place),
      urlId: place.token(32),
      functionUrl: `https://${place.token(32)}.lambda-url.${place.region}.on.aws/`,
    }),
  },
  "aws:lambda/layerVersion:LayerVersion": {
    id: (inputs, place) => place.arn("lambda", `layer:${inputs.layerName}:1`),
    outputs: (inputs, place, id) => ({
      arn: id,
      layerArn: place.arn("lambda", `layer:${inputs.layerName}`),
      createdDate: MADE_AT,
      version: "1",
    }),
  },
  "aws:lambda/functionRecursionConfig:FunctionRecursionConfig": { id: idOf("functionName") },
  "aws:lambda/runtimeManagementConfig:RuntimeManagementConfig": {
    id: idOf("functionName", "qualifier"),
    outputs: (inputs, place) => ({ functionArn: functionArn(inputs.functionName, place) }),
  },
};

function aliasArn(inputs: Inputs, place: Place): string {
  return `${functionArn(inputs.functionName, place)}:${inputs.name}`;
}

/** Functions are named by name, by name and qualifier, or by ARN. */
function functionArn(name: string, place: Place): string {
  return name.startsWith("arn:") ? name : place.arn("lambda", `function:${name}`);
}

function invokeArn(place: Place, arn: string, version = "2015-03-31", action = "invocations"): string {
  return `arn:aws:apigateway:${place.region}:lambda:path/${version}/functions/${arn}/${action}`;
}
