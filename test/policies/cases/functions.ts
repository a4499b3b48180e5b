/** Functions, their roles' trust, logs, runtimes and models. */
import { account, arn, type Cases, here, made, spoil, there } from "../support/resources.ts";

export const fn = made("aws:lambda/function:Function", "order", {
  arn: arn("lambda", "function:chatbot-OrderService"),
  name: "chatbot-OrderService",
  region: here,
  role: `arn:aws:iam::${account}:role/order`,
  runtime: "nodejs24.x",
  timeout: 30,
  reservedConcurrentExecutions: 100,
  tracingConfig: { mode: "Active" },
  loggingConfig: { logGroup: "/aws/lambda/chatbot-OrderService" },
  deadLetterConfig: { targetArn: arn("sqs", "chatbot-failures") },
  environment: {
    variables: {
      MODEL_IDS: "global.anthropic.claude-haiku-5-5,global.anthropic.claude-sonnet-5-5",
      PAYMENT_FUNCTION: "chatbot-PaymentService:live",
      TWILIO_SECRET: "chatbot/twilio",
      POWERTOOLS_METRICS_NAMESPACE: "Chatbot",
      POWERTOOLS_SERVICE_NAME: "OrderService",
    },
  },
  code: { assets: { "index.mjs": { text: 'count("OrdersPlaced")' } } },
});
export const live = made("aws:lambda/alias:Alias", "order-live", {
  arn: arn("lambda", "function:chatbot-OrderService:live"),
  functionName: fn.props.name,
  name: "live",
});
const payment = made("aws:lambda/function:Function", "payment", {
  name: "chatbot-PaymentService",
  region: there,
  role: `arn:aws:iam::${account}:role/payment`,
});
const role = (name: string) =>
  made("aws:iam/role:Role", name, { arn: `arn:aws:iam::${account}:role/${name}`, name });
const group = made("aws:cloudwatch/logGroup:LogGroup", "lines", {
  name: "/aws/lambda/chatbot-OrderService",
  retentionInDays: 30,
});
const integrationUri = `arn:aws:apigateway:${here}:lambda:path/2015-03-31/functions/${live.props.arn}/invocations`;
const tenantRow = (model: string) => JSON.stringify({ aiConfig: { M: { model: { S: model } } } });
const chainRow = (...models: readonly string[]) =>
  JSON.stringify({ aiConfig: { M: { models: { L: models.map((model) => ({ S: model })) } } } });

export const functions: Cases = {
  "function-failure-destination": {
    good: [
      fn,
      payment,
      made("aws:lambda/alias:Alias", "payment-live", { functionName: payment.props.name, name: "live" }),
      made("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "invocations", {
        functionName: payment.props.name,
        qualifier: "live",
        destinationConfig: { onFailure: { destination: arn("sqs", "chatbot-failures") } },
      }),
    ],
    bad: [
      spoil("a function without", "order", "deadLetterConfig", undefined, /"order" drops/),
      spoil(
        "a destination for success only",
        "invocations",
        "destinationConfig.onFailure",
        undefined,
        /"payment"/,
      ),
      spoil("a destination of $LATEST", "invocations", "qualifier", undefined, /"payment" drops/),
      spoil("a destination of another alias", "invocations", "qualifier", "next", /"payment" drops/),
      spoil("an alias without", "payment-live", "name", "next", /"payment" drops/),
    ],
  },
  "alias-only": {
    good: [
      fn,
      made("aws:apigateway/integration:Integration", "integration", {
        type: "AWS_PROXY",
        uri: integrationUri,
      }),
      made("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", { functionName: live.props.arn }),
      made("aws:lambda/permission:Permission", "permission", {
        function: "chatbot-OrderService",
        qualifier: "live",
      }),
      made("aws:scheduler/schedule:Schedule", "schedule", { target: { arn: live.props.arn } }),
      made("aws:secretsmanager/secretRotation:SecretRotation", "rotation", {
        rotationLambdaArn: live.props.arn,
      }),
    ],
    bad: [
      spoil(
        "a route",
        "integration",
        "uri",
        integrationUri.replace(":live", ""),
        /\$LATEST of chatbot-OrderService \(uri\)/,
      ),
      spoil("a queue", "mapping", "functionName", "chatbot-OrderService", /\(functionName\)/),
      spoil("a permission", "permission", "qualifier", undefined, /\(qualifier\)/),
      spoil("a rotation", "rotation", "rotationLambdaArn", fn.props.arn, /\(rotationLambdaArn\)/),
      spoil("a schedule", "schedule", "target.arn", `${fn.props.arn}:$LATEST`, /\(target.arn\)/),
      spoil(
        "a caller",
        "order",
        "environment.variables.PAYMENT_FUNCTION",
        "chatbot-PaymentService",
        /PAYMENT_FUNCTION\)/,
      ),
    ],
  },
  "concurrency-sums": {
    good: [
      fn,
      live,
      made("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", "warm", {
        functionName: fn.props.name,
        qualifier: "live",
        provisionedConcurrentExecutions: 10,
      }),
      made("aws:appautoscaling/target:Target", "scaling", {
        resourceId: "function:chatbot-OrderService:live",
        maxCapacity: 100,
      }),
      made("aws:appautoscaling/scheduledAction:ScheduledAction", "dinner", {
        resourceId: "function:chatbot-OrderService:live",
        scalableTargetAction: { minCapacity: 10, maxCapacity: 50 },
      }),
      made("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
        functionName: live.props.arn,
        scalingConfig: { maximumConcurrency: 100 },
      }),
    ],
    bad: [
      spoil(
        "more than the account has",
        "order",
        "reservedConcurrentExecutions",
        901,
        /reserves or provisions 901/,
      ),
      spoil(
        "more warm than reserved",
        "warm",
        "provisionedConcurrentExecutions",
        101,
        /up to 101, and reserves 100/,
      ),
      spoil("a dinner beyond it", "dinner", "scalableTargetAction.maxCapacity", 150, /provisions up to 150/),
      spoil("scaling beyond it", "scaling", "maxCapacity", 200, /provisions up to 200/),
      spoil("queues beyond it", "mapping", "scalingConfig.maximumConcurrency", 101, /concurrency of 101/),
    ],
  },
  "tracing-active": {
    good: [fn, made("aws:apigateway/stage:Stage", "stage", { xrayTracingEnabled: true })],
    bad: [
      spoil("a function", "order", "tracingConfig.mode", "PassThrough", /Function "order" does not trace/),
      spoil("a stage", "stage", "xrayTracingEnabled", false, /Stage "stage" does not trace/),
    ],
  },
  "log-group-owned": {
    good: [
      fn,
      group,
      payment,
      made("aws:cloudwatch/logGroup:LogGroup", "payment-lines", {
        name: "/aws/lambda/chatbot-PaymentService",
      }),
      made("aws:apigateway/methodSettings:MethodSettings", "settings", {
        restApi: "api123",
        stageName: "live",
        settings: { loggingLevel: "ERROR" },
      }),
      made("aws:cloudwatch/logGroup:LogGroup", "execution", {
        name: "API-Gateway-Execution-Logs_api123/live",
      }),
    ],
    bad: [
      spoil("another function's group", "lines", "name", "/aws/lambda/another", /"order" writes/),
      spoil("a group by itself", "payment", "name", "chatbot-Another", /"payment" writes/),
      spoil(
        "another stage's group",
        "execution",
        "name",
        "API-Gateway-Execution-Logs_api123/dev",
        /execution log/,
      ),
    ],
  },
  "log-retention": {
    good: [group],
    bad: [
      spoil("for ever", "lines", "retentionInDays", undefined, /for ever/),
      spoil("a week", "lines", "retentionInDays", 7, /for 7 days/),
      spoil("ten years", "lines", "retentionInDays", 3653, /for 3653 days/),
    ],
  },
  "one-role-per-function": {
    good: [fn, payment, role("order"), role("payment")],
    bad: [spoil("a shared role", "payment", "role", fn.props.role, /"payment" has the role of "order"/)],
  },
  "runtime-supported": {
    good: [fn],
    bad: [
      spoil("the plan's Python", "order", "runtime", "python3.9", /ended on 2025-12-15/),
      spoil("the plan's Node.js", "order", "runtime", "nodejs18.x", /ended on 2025-09-01/),
      spoil("one that nobody looked at", "order", "runtime", "ruby3.4", /does not know/),
    ],
  },
  "model-supported": {
    good: [
      fn,
      made("aws:dynamodb/tableItem:TableItem", "tenant", {
        item: tenantRow("global.anthropic.claude-haiku-5-5"),
      }),
      made("aws:dynamodb/tableItem:TableItem", "menu", { item: '{"menu":{"L":[]}}' }),
    ],
    bad: [
      spoil(
        "the plan's model",
        "order",
        "environment.variables.MODEL_IDS",
        "anthropic.claude-3-sonnet-20240229-v1:0",
        /ended on 2025-07-21/,
      ),
      spoil(
        "a tenant's wish",
        "tenant",
        "item",
        tenantRow("claude-3-sonnet"),
        /claude-3-sonnet, which this pack/,
      ),
      spoil(
        "the end of a tenant's chain",
        "tenant",
        "item",
        chainRow("global.anthropic.claude-haiku-5-5", "global.anthropic.claude-3-haiku-20240307-v1:0"),
        /"tenant" asks for global.anthropic.claude-3-haiku-20240307-v1:0, which ended on 2026-09-10/,
      ),
    ],
  },
  "model-in-reach": {
    good: [
      fn,
      made("aws:dynamodb/table:Table", "tenants", {
        name: "chatbot-TenantConfigTable",
        region: here,
        replicas: [{ regionName: there }],
      }),
      made("aws:dynamodb/tableItem:TableItem", "tenant", {
        tableName: "chatbot-TenantConfigTable",
        region: here,
        item: chainRow("global.anthropic.claude-haiku-5-5", "global.anthropic.claude-sonnet-5-5"),
      }),
    ],
    bad: [
      spoil(
        "a tenant's bare id",
        "tenant",
        "item",
        chainRow("global.anthropic.claude-haiku-5-5", "anthropic.claude-sonnet-5-5"),
        /"tenant" asks in us-east-1 for anthropic\.claude-sonnet-5-5/,
      ),
      spoil(
        "a profile that the row's other region does not have",
        "tenant",
        "item",
        tenantRow("us.anthropic.claude-sonnet-5-5"),
        /^TableItem "tenant" asks in sa-east-1 for us\./,
      ),
      spoil(
        "a region without the profile",
        "order",
        "environment.variables.MODEL_IDS",
        "eu.anthropic.claude-sonnet-5",
        /eu\./,
      ),
      spoil(
        "a bare id",
        "order",
        "environment.variables.MODEL_IDS",
        "anthropic.claude-sonnet-5",
        /in us-east-1/,
      ),
    ],
  },
  "no-secret-in-environment": {
    good: [
      fn,
      made("aws:codebuild/project:Project", "build", {
        environment: {
          environmentVariables: [
            { name: "NPM_TOKEN", value: "chatbot/npm", type: "SECRETS_MANAGER" },
            { name: "STAGE", value: "dev" },
          ],
        },
      }),
    ],
    bad: [
      spoil(
        "a token by its name",
        "order",
        "environment.variables.TWILIO_SECRET",
        "hunter2",
        /variable TWILIO_SECRET/,
      ),
      spoil(
        "an access key",
        "order",
        "environment.variables.SEED",
        "AKIAIOSFODNN7EXAMPLE",
        /an AWS access key/,
      ),
      spoil(
        "an auth token",
        "order",
        "environment.variables.SEED",
        "0123456789abcdef0123456789abcdef",
        /Twilio/,
      ),
      spoil(
        "a password in a URL",
        "order",
        "environment.variables.CACHE",
        "rediss://u:p4ss@cache:6379",
        /password/,
      ),
      spoil(
        "a build's token",
        "build",
        "environment.environmentVariables.0",
        { name: "NPM_TOKEN", value: "npm_abc" },
        /NPM_TOKEN/,
      ),
    ],
  },
};
