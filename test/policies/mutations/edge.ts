/** The API, its firewall and the failover records, spoiled. */
import type { Mutation } from "./mutation.ts";

export const edge: readonly Mutation[] = [
  {
    name: "the execute-api name",
    at: "chatbot-api-rest",
    path: "disableExecuteApiEndpoint",
    to: false,
    fires: "api-own-names-only",
  },
  {
    name: "TLS 1.0",
    at: "chatbot-api-public-domain",
    path: "securityPolicy",
    to: "TLS_1_0",
    fires: "api-tls",
  },
  {
    name: "an open webhook",
    at: "chatbot-api-webhook-method",
    path: "authorization",
    to: "NONE",
    fires: "method-authorized",
  },
  {
    name: "a webhook that nobody meters",
    at: "chatbot-api-webhook-method",
    path: "apiKeyRequired",
    to: false,
    fires: "method-metered",
  },
  {
    name: "a stage without limits",
    at: "chatbot-api-limits",
    path: "settings.throttlingRateLimit",
    to: -1,
    fires: "stage-throttled",
  },
  {
    name: "a plan without a quota",
    at: "chatbot-api-plan-pool",
    path: "quotaSettings",
    fires: "usage-plan-bounded",
  },
  {
    name: "a firewall before another stage",
    at: "chatbot-api-firewall-association",
    path: "resourceArn",
    to: "arn:aws:apigateway:us-east-1::/restapis/another/stages/live",
    fires: "stage-behind-firewall",
  },
  {
    name: "a stage without a log",
    at: "chatbot-api-stage",
    path: "accessLogSettings",
    fires: "stage-access-log",
  },
  {
    name: "an impatient route",
    at: "chatbot-api-webhook-integration",
    path: "timeoutMilliseconds",
    to: 5000,
    fires: "integration-outlasts-function",
  },
  {
    name: "a name that is remembered too long",
    at: "chatbot-dns-active",
    path: "ttl",
    to: 300,
    fires: "failover-pair",
  },
  {
    name: "a check of the front door",
    at: "chatbot-dns-check-own",
    path: "resourcePath",
    to: "/",
    fires: "health-check-deep",
  },
  {
    name: "a check of the public name",
    at: "chatbot-dns-check-own",
    path: "fqdn",
    to: "api.posmodern.example",
    fires: "health-check-own-region",
  },
  {
    name: "a drain signal that dies with its region",
    at: "chatbot-dns-check-drain",
    path: "fqdn",
    to: "us-east-1.api.posmodern.example",
    fires: "health-check-own-region",
  },
];
