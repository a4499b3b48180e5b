import type { Place } from "../place.ts";
import { type Inputs, idOf, MADE_AT, named, type Outputs, settingsOf, type TypeRules } from "./rule.ts";

/** Hosted zones of regional domain names, by region (AWS General Reference, API Gateway endpoints). */
const regionalZones: Readonly<Record<string, string>> = {
  "us-east-1": "Z1UJRXOUMOOFQ8",
  "us-east-2": "ZOJJZC49E0EPZ",
  "us-west-2": "Z2OJLYMUO9EFXC",
  "sa-east-1": "ZCMLWB8V5SYIT",
  "eu-west-1": "ZLY8HYME6SFDD",
  "eu-central-1": "Z1U9ULNL0V5AJ3",
};

export const apigateway: TypeRules = {
  "aws:apigateway/restApi:RestApi": {
    naming: named("name", 1024),
    defaults: { apiKeySource: "HEADER" },
    id: (_inputs, place) => place.token(10),
    outputs: (_inputs, place, id) => ({
      arn: arn(place, `restapis/${id}`),
      createdDate: MADE_AT,
      executionArn: executionArn(place, id),
      rootResourceId: rootOf(id),
    }),
  },
  "aws:apigateway/resource:Resource": {
    id: (_inputs, place) => place.token(6),
    outputs: (inputs, place) => ({ path: pathOf(inputs, place) }),
  },
  "aws:apigateway/method:Method": {
    defaults: { apiKeyRequired: false },
    id: ({ restApi, resourceId, httpMethod }) => `agm-${restApi}-${resourceId}-${httpMethod}`,
    unique: "region",
  },
  "aws:apigateway/integration:Integration": {
    defaults: {
      connectionType: "INTERNET",
      passthroughBehavior: "WHEN_NO_MATCH",
      timeoutMilliseconds: 29000,
    },
    id: ({ restApi, resourceId, httpMethod }) => `agi-${restApi}-${resourceId}-${httpMethod}`,
    outputs: (inputs) => ({ cacheNamespace: inputs.cacheNamespace ?? inputs.resourceId }),
    unique: "region",
  },
  "aws:apigateway/methodResponse:MethodResponse": {
    id: ({ restApi, resourceId, httpMethod, statusCode }) =>
      `agmr-${restApi}-${resourceId}-${httpMethod}-${statusCode}`,
    unique: "region",
  },
  "aws:apigateway/integrationResponse:IntegrationResponse": {
    id: ({ restApi, resourceId, httpMethod, statusCode }) =>
      `agir-${restApi}-${resourceId}-${httpMethod}-${statusCode}`,
    unique: "region",
  },
  "aws:apigateway/response:Response": { id: idOf("restApiId", "responseType"), unique: "region" },
  "aws:apigateway/authorizer:Authorizer": {
    naming: named("name", 128),
    defaults: {
      authorizerResultTtlInSeconds: 300,
      identitySource: "method.request.header.Authorization",
      type: "TOKEN",
    },
    id: (_inputs, place) => place.token(6),
    outputs: ({ restApi }, place, id) => ({ arn: arn(place, `restapis/${restApi}/authorizers/${id}`) }),
  },
  "aws:apigateway/requestValidator:RequestValidator": {
    naming: named("name", 128),
    id: (_inputs, place) => place.token(6),
  },
  "aws:apigateway/model:Model": {
    naming: named("name", 128, {
      pattern: /^[A-Za-z0-9]+$/,
      form: (name) => name.replace(/[^A-Za-z0-9]/g, ""),
    }),
    id: (_inputs, place) => place.token(6),
  },
  "aws:apigateway/deployment:Deployment": {
    id: (_inputs, place) => place.token(6),
    outputs: () => ({ createdDate: MADE_AT }),
  },
  "aws:apigateway/stage:Stage": {
    id: ({ restApi, stageName }) => `ags-${restApi}-${stageName}`,
    outputs: ({ restApi, stageName }, place) => ({
      arn: arn(place, `restapis/${restApi}/stages/${stageName}`),
      executionArn: `${executionArn(place, restApi)}/${stageName}`,
      invokeUrl: `https://${restApi}.execute-api.${place.region}.amazonaws.com/${stageName}`,
    }),
    unique: "region",
  },
  "aws:apigateway/methodSettings:MethodSettings": {
    id: ({ restApi, stageName, methodPath }) => `${restApi}-${stageName}-${methodPath}`,
    unique: "region",
  },
  "aws:apigateway/apiKey:ApiKey": {
    naming: named("name", 1024),
    defaults: { description: "Managed by Pulumi", enabled: true },
    secret: ["value"],
    id: (_inputs, place) => place.token(10),
    outputs: (inputs, place, id) => ({
      arn: arn(place, `apikeys/${id}`),
      createdDate: MADE_AT,
      lastUpdatedDate: MADE_AT,
      value: inputs.value ?? place.token(40, "value"),
    }),
  },
  "aws:apigateway/usagePlan:UsagePlan": {
    naming: named("name", 1024),
    id: (_inputs, place) => place.token(6),
    outputs: (_inputs, place, id) => ({ arn: arn(place, `usageplans/${id}`) }),
  },
  "aws:apigateway/usagePlanKey:UsagePlanKey": {
    id: idOf("keyId"),
    outputs: ({ keyId }, place): Outputs => {
      const key = place.find("aws:apigateway/apiKey:ApiKey", keyId);
      return { name: key?.name ?? "", value: key?.value ?? "" };
    },
  },
  "aws:apigateway/domainName:DomainName": {
    id: idOf("domainName"),
    outputs: ({ domainName, endpointConfiguration }, place): Outputs => {
      const edge = !String(endpointConfiguration?.types ?? "EDGE").startsWith("REGIONAL");
      const made = { arn: arn(place, `domainnames/${domainName}`), certificateUploadDate: MADE_AT };
      if (edge)
        return {
          ...made,
          cloudfrontDomainName: `d${place.token(13)}.cloudfront.net`,
          cloudfrontZoneId: "Z2FDTNDATAQYW2",
        };
      return {
        ...made,
        regionalDomainName: `d-${place.token(10)}.execute-api.${place.region}.amazonaws.com`,
        regionalZoneId: regionalZones[place.region] ?? `Z${place.hex(13).toUpperCase()}`,
      };
    },
    unique: "region",
  },
  "aws:apigateway/basePathMapping:BasePathMapping": { id: idOf("domainName", "basePath"), unique: "region" },
  "aws:apigateway/restApiPolicy:RestApiPolicy": settingsOf("restApiId"),
  "aws:apigateway/account:Account": {
    id: () => "api-gateway-account",
    outputs: () => ({
      apiKeyVersion: "4",
      features: ["UsagePlans"],
      throttleSettings: [{ burstLimit: 5000, rateLimit: 10000 }],
    }),
    unique: "region",
  },
  "aws:apigateway/clientCertificate:ClientCertificate": {
    id: (_inputs, place) => place.token(6),
    outputs: (_inputs, place, id) => ({
      arn: arn(place, `clientcertificates/${id}`),
      createdDate: MADE_AT,
      expirationDate: "2027-01-01T00:00:00Z",
    }),
  },
};

/** API Gateway's own ARNs name no account. */
function arn(place: Place, resource: string): string {
  return `arn:aws:apigateway:${place.region}::/${resource}`;
}

function executionArn(place: Place, apiId: string): string {
  return place.arn("execute-api", apiId);
}

function rootOf(apiId: string): string {
  return [...apiId].reverse().join("");
}

function pathOf({ restApi, parentId, pathPart }: Inputs, place: Place): string {
  if (parentId === rootOf(restApi)) return `/${pathPart}`;
  const parent = place.find("aws:apigateway/resource:Resource", parentId);
  return `${parent?.path ?? ""}/${pathPart}`;
}
