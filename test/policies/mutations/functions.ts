/** Functions, their roles and their names, spoiled. */
import { there } from "../support/resources.ts";
import { json, type Mutation } from "./mutation.ts";

const model = "environment.variables.MODEL_IDS";

export const functions: readonly Mutation[] = [
  {
    name: "a route that calls $LATEST",
    at: "chatbot-api-webhook-integration",
    path: "uri",
    to: json((text) => text.replace(":live/", "/")),
    fires: "alias-only",
  },
  {
    name: "more reserved than the account has",
    at: "OrderService-function",
    path: "reservedConcurrentExecutions",
    to: 950,
    fires: "concurrency-sums",
  },
  {
    name: "a function without a trace",
    at: "OrderService-function",
    path: "tracingConfig.mode",
    to: "PassThrough",
    fires: "tracing-active",
  },
  { name: "a log for ever", at: "OrderService-logs", path: "retentionInDays", to: 0, fires: "log-retention" },
  {
    name: "a shared role",
    at: "Drain-function",
    path: "role",
    to: (_own: unknown, of: (name: string, property: string) => unknown) => of("Health-role", "arn"),
    fires: "one-role-per-function",
  },
  {
    name: "the plan's runtime",
    at: "OrderService-function",
    path: "runtime",
    to: "nodejs18.x",
    fires: "runtime-supported",
  },
  {
    name: "the plan's model",
    at: "AIConversation-function",
    path: model,
    to: "global.anthropic.claude-3-sonnet-20240229-v1:0",
    fires: "model-supported",
  },
  {
    name: "a profile that São Paulo does not have",
    stack: there,
    at: "AIConversation-function",
    path: model,
    to: "us.anthropic.claude-sonnet-5-5",
    fires: "model-in-reach",
  },
  {
    name: "a restaurant's chain that ends in a model of one region",
    at: "client_bella_napoli-tenant",
    path: "item",
    to: json((text) =>
      text.replace('"aiConfig":{"M":{', '$&"models":{"L":[{"S":"us.anthropic.claude-sonnet-5-5"}]},'),
    ),
    fires: "model-in-reach",
  },
  {
    name: "a wildcard action",
    at: "PaymentService-allow-media",
    path: "policy",
    to: json((text) => text.replace("s3:PutObject", "s3:*")),
    fires: "iam-no-wildcard-actions",
  },
  {
    name: "a wildcard resource",
    at: "AIConversation-allow-invoke-OrderService",
    path: "policy",
    to: json((text) => text.replace(/arn:aws:lambda[^"]+/, "*")),
    fires: "iam-no-wildcard-resources",
  },
  {
    name: "an administrator",
    at: "chatbot-api-log-role-policy",
    path: "policyArn",
    to: "arn:aws:iam::aws:policy/AdministratorAccess",
    fires: "iam-no-broad-managed-policy",
  },
  {
    name: "a role for every account",
    at: "OrderService-role",
    path: "assumeRolePolicy",
    to: json((text) => text.replace('{"Service":"lambda.amazonaws.com"}', '"*"')),
    fires: "role-trust-narrow",
  },
  {
    name: "a role for schedules of any account",
    at: "chatbot-schedules-relay-outbox-role",
    path: "assumeRolePolicy",
    to: json((text) =>
      text.replace(/"Condition":\{.*?\}\}/, '"Condition":{"ArnLike":{"aws:SourceArn":"*"}}'),
    ),
    fires: "role-trust-narrow",
  },
  {
    name: "a permission for every source",
    at: "chatbot-api-webhook-permission",
    path: "sourceArn",
    to: "*",
    fires: "permission-names-its-source",
  },
  {
    name: "a permission for any API",
    at: "chatbot-api-health-permission",
    path: "sourceArn",
    fires: "permission-names-its-source",
  },
  {
    name: "a variable of Lambda's",
    at: "OrderService-function",
    path: "environment.variables.AWS_REGION",
    to: "us-east-1",
    fires: "reserved-names",
  },
  {
    name: "a secret's name that means another secret",
    at: "chatbot-secrets-pos",
    path: "name",
    to: "chatbot/pos-tokens",
    fires: "reserved-names",
  },
  {
    name: "a secret that the peer cannot name",
    at: "chatbot-secrets-asaas",
    path: "name",
    to: "chatbot/asaas-us-east-1",
    fires: "names-same-in-both-regions",
  },
  {
    name: "a function that drops what failed",
    at: "SQSProducer-retries",
    path: "destinationConfig.onFailure",
    fires: "function-failure-destination",
  },
  {
    name: "a failure destination of an alias that nobody calls",
    at: "OrderService-retries",
    path: "qualifier",
    to: "next",
    fires: "function-failure-destination",
  },
  {
    name: "a log group that Lambda makes",
    at: "Drain-function",
    path: "loggingConfig.logGroup",
    to: "/aws/lambda/another",
    fires: "log-group-owned",
  },
];
