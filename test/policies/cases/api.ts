/** The API, its stage and the firewall before it. */
import { arn, type Cases, here, made, spoil } from "../support/resources.ts";
import { fn, live } from "./functions.ts";

const stage = made("aws:apigateway/stage:Stage", "stage", {
  arn: `arn:aws:apigateway:${here}::/restapis/api123/stages/live`,
  restApi: "api123",
  stageName: "live",
  accessLogSettings: {
    destinationArn: arn("logs", "log-group:/aws/apigateway/api"),
    format: '{"id":"$context.requestId"}',
  },
});
const path = (name: string, pathPart: string, parentId: unknown = "root12345") =>
  made("aws:apigateway/resource:Resource", name, { id: `id-of-${name}`, pathPart, parentId });
const paths = {
  health: path("path-health", "health"),
  drain: path("path-drain", "drain"),
  region: path("path-region", "{region}", "id-of-path-drain"),
};
const method = made("aws:apigateway/method:Method", "method", {
  httpMethod: "POST",
  authorization: "CUSTOM",
  apiKeyRequired: true,
});
const health = made("aws:apigateway/method:Method", "health", {
  httpMethod: "GET",
  resourceId: paths.health.props.id,
  authorization: "NONE",
  apiKeyRequired: false,
});
const drain = made("aws:apigateway/method:Method", "drain", {
  ...health.props,
  resourceId: paths.region.props.id,
});
const acl = made("aws:wafv2/webAcl:WebAcl", "acl", {
  arn: arn("wafv2", "regional/webacl/chatbot-api/1"),
  rules: [
    { name: "known", overrideAction: { none: {} }, statement: { managedRuleGroupStatement: {} } },
    { name: "rate", action: { block: {} }, statement: { rateBasedStatement: { limit: 2000 } } },
    {
      name: "routes",
      action: { block: {} },
      statement: {
        notStatement: {
          statement: { regexMatchStatement: { fieldToMatch: { uriPath: {} }, regexString: "^/health$" } },
        },
      },
    },
    { name: "size", action: { block: {} }, statement: { sizeConstraintStatement: { size: 65_536 } } },
  ],
});

export const api: Cases = {
  "api-own-names-only": {
    good: [
      made("aws:apigateway/restApi:RestApi", "api", {
        disableExecuteApiEndpoint: true,
        endpointConfiguration: { types: "REGIONAL" },
      }),
    ],
    bad: [
      spoil("the execute-api name", "api", "disableExecuteApiEndpoint", false, /execute-api name/),
      spoil("an edge API", "api", "endpointConfiguration", undefined, /is EDGE/),
    ],
  },
  "api-tls": {
    good: [made("aws:apigateway/domainName:DomainName", "domain", { securityPolicy: "TLS_1_2" })],
    bad: [spoil("API Gateway's default", "domain", "securityPolicy", undefined, /accepts TLS_1_0/)],
  },
  "method-authorized": {
    good: [method, health, drain, ...Object.values(paths)],
    bad: [
      spoil("an open POST", "method", "authorization", "NONE", /lets anybody POST \/\./),
      spoil("an open DELETE", "health", "httpMethod", "DELETE", /lets anybody DELETE \/health/),
      spoil("an open GET", "path-region", "pathPart", "{clientId}", /lets anybody GET \/drain\/\{clientId/),
      spoil("an open root", "drain", "resourceId", "root12345", /"drain" lets anybody GET \/\./),
      spoil("a deeper path", "path-health", "parentId", "id-of-path-drain", /GET \/drain\/health/),
    ],
  },
  "method-metered": {
    good: [method, health],
    bad: [spoil("a free ride", "method", "apiKeyRequired", false, /counts against no usage plan/)],
  },
  "stage-throttled": {
    good: [
      stage,
      made("aws:apigateway/methodSettings:MethodSettings", "limits", {
        restApi: "api123",
        stageName: "live",
        methodPath: "*/*",
        settings: { throttlingRateLimit: 1000, throttlingBurstLimit: 2000 },
      }),
      made("aws:apigateway/methodSettings:MethodSettings", "one", {
        restApi: "api123",
        stageName: "live",
        methodPath: "webhook/POST",
        settings: { throttlingRateLimit: 100, throttlingBurstLimit: 200 },
      }),
    ],
    bad: [
      spoil(
        "a method without",
        "one",
        "settings.throttlingRateLimit",
        -1,
        /lifts its limit from webhook\/POST/,
      ),
      spoil("a method by default", "one", "settings", {}, /lifts its limit from webhook\/POST/),
      spoil("no rate", "limits", "settings.throttlingRateLimit", undefined, /no limit of its own/),
      spoil("API Gateway's -1", "limits", "settings.throttlingBurstLimit", -1, /no limit of its own/),
      spoil("one method only", "limits", "methodPath", "webhook/POST", /no limit of its own/),
      spoil("another stage", "limits", "stageName", "dev", /no limit of its own/),
    ],
  },
  "usage-plan-bounded": {
    good: [
      made("aws:apigateway/usagePlan:UsagePlan", "plan", {
        throttleSettings: { rateLimit: 200, burstLimit: 400 },
        quotaSettings: { limit: 1_000_000, period: "MONTH" },
      }),
    ],
    bad: [
      spoil("no quota", "plan", "quotaSettings", undefined, /limits no total/),
      spoil("no burst", "plan", "throttleSettings.burstLimit", 0, /limits no burst/),
    ],
  },
  "stage-behind-firewall": {
    good: [
      stage,
      made("aws:wafv2/webAclAssociation:WebAclAssociation", "association", {
        resourceArn: stage.props.arn,
        webAclArn: acl.props.arn,
      }),
    ],
    bad: [
      spoil(
        "another stage's firewall",
        "association",
        "resourceArn",
        `arn:aws:apigateway:${here}::/restapis/api123/stages/dev`,
        /no firewall before it/,
      ),
    ],
  },
  "firewall-logged": {
    good: [
      acl,
      made("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "logging", {
        resourceArn: acl.props.arn,
        logDestinationConfigs: [arn("logs", "log-group:aws-waf-logs-api")],
      }),
    ],
    bad: [
      spoil("another's log", "logging", "resourceArn", arn("wafv2", "regional/webacl/b/2"), /does not log/),
    ],
  },
  "firewall-rules": {
    good: [acl],
    bad: [
      spoil(
        "managed rules that only count",
        "acl",
        "rules.0.overrideAction",
        { count: {} },
        /AWS's managed rules/,
      ),
      spoil("paths that only count", "acl", "rules.2.action", { count: {} }, /does not have\. /),
      spoil("paths that are let in", "acl", "rules.2.action", { allow: {} }, /does not have\. /),
      spoil(
        "a rule about methods alone",
        "acl",
        "rules.2.statement.notStatement.statement.regexMatchStatement.fieldToMatch",
        { method: {} },
        /does not have\. /,
      ),
      spoil("a rate that only counts", "acl", "rules.1.action", { count: {} }, /a rate limit per address/),
      spoil("no limit on bodies", "acl", "rules.3.statement", { geoMatchStatement: {} }, /the body's size/),
    ],
  },
  "stage-access-log": {
    good: [stage],
    bad: [
      spoil("no log", "stage", "accessLogSettings", undefined, /does not log its requests/),
      spoil("a log of plain text", "stage", "accessLogSettings.format", "$context.requestId", /as text/),
    ],
  },
  "integration-outlasts-function": {
    good: [
      made("aws:lambda/function:Function", "order", { ...fn.props, timeout: 29 }),
      live,
      made("aws:apigateway/integration:Integration", "integration", {
        uri: `arn:aws:apigateway:${here}:lambda:path/2015-03-31/functions/${live.props.arn}/invocations`,
        timeoutMilliseconds: 29_000,
      }),
    ],
    bad: [
      spoil("a slow function", "order", "timeout", 30, /waits 29 s for "order", which may take 30 s/),
      spoil("an impatient API", "integration", "timeoutMilliseconds", 5000, /waits 5 s/),
    ],
  },
};
