/** The steps of a request, in API Gateway's order: each may refuse, the last calls the function. */
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import type { Functions } from "../types.ts";
import { type Method, methodKey, methodPath, readApis } from "./apis.ts";
import { createAuthorizers } from "./authorizer.ts";
import { createDomains, type Target } from "./domains.ts";
import { callFunction, functionOf, type Reply, replyOf } from "./integration.ts";
import { servicePermissions } from "./permissions.ts";
import { Refusal } from "./refusal.ts";
import { bodyOf, type Exchange, eventOf, header, type RequestContext, requestContext } from "./request.ts";
import { type Match, matchResource } from "./routes.ts";
import { tokenBucket } from "./token-bucket.ts";
import { createUsage } from "./usage.ts";
import { validate } from "./validation.ts";
import { createWaf } from "./waf.ts";

export interface PipelineOptions {
  readonly region: string;
  readonly resources: readonly GraphResource[];
  readonly functions: Functions;
  readonly clock: Clock;
}

/** What a request turned out to be, filled in as it goes, for logs and metrics. */
export interface Trace {
  target?: Target;
  context?: RequestContext;
  integrationLatencyMs?: number;
  /** What Lambda itself answered, whatever the function said. */
  integrationStatus?: number;
  /** What the function said. */
  functionStatus?: number;
}

const accountThrottle = { rate: 10_000, burst: 5_000 };

export function createPipeline({ region, resources, functions, clock }: PipelineOptions) {
  const locate = createDomains(region, resources, readApis(resources));
  const permitted = servicePermissions(resources);
  const authorize = createAuthorizers({ functions, clock, permitted });
  const admit = createUsage(resources, clock);
  const judgeByWebAcl = createWaf(resources, clock);
  const throttled = createThrottles(clock);

  /** Which API the request is for, past its firewall. @throws Refusal FORBIDDEN, WAF_FILTERED */
  function enter(exchange: Exchange, trace: Trace): Target {
    const target = locate(exchange.host, exchange.path);
    if (!target) throw new Refusal("FORBIDDEN");
    trace.target = target;
    trace.context = requestContext(exchange, target);
    judgeByWebAcl(target.stage.arn, exchange);
    return target;
  }

  /** @throws Refusal MISSING_AUTHENTICATION_TOKEN: what API Gateway calls an unknown route. */
  function route({ api, resourcePath }: Target, httpMethod: string): { match: Match; method: Method } {
    const match = matchResource(api.root, resourcePath);
    const method =
      match &&
      (api.methods.get(methodKey(match.resource.id, httpMethod)) ??
        api.methods.get(methodKey(match.resource.id, "ANY")));
    if (!method) throw new Refusal("MISSING_AUTHENTICATION_TOKEN");
    return { match, method };
  }

  async function invoke(
    { api, stage }: Target,
    { match, method }: { match: Match; method: Method },
    exchange: Exchange,
    event: object,
    trace: Trace,
  ): Promise<Reply> {
    const functionName = functionOf(method.integration.uri, stage);
    const sourceArn = `${api.executionArn}/${stage.name}/${exchange.httpMethod}${match.resource.path}`;
    if (!permitted({ principal: "apigateway.amazonaws.com", sourceArn, functionName })) {
      throw new Refusal("INTEGRATION_FAILURE", {
        why: `Invalid permissions on Lambda function: no Permission lets ${sourceArn} invoke ${functionName}`,
      });
    }
    const calledAt = performance.now();
    try {
      const payload = await callFunction(
        functions,
        functionName,
        { ...event, ...bodyOf(exchange, api.binaryMediaTypes) },
        { timeoutMs: method.integration.timeoutMs, speed: clock.speed },
      );
      trace.integrationStatus = 200;
      const reply = replyOf(payload, header(exchange, "accept"), api.binaryMediaTypes);
      trace.functionStatus = reply.status;
      return reply;
    } finally {
      trace.integrationLatencyMs = performance.now() - calledAt;
    }
  }

  /** @throws Refusal */
  return async function answer(exchange: Exchange, trace: Trace): Promise<Reply> {
    const target = enter(exchange, trace);
    const { api, stage, resourcePath } = target;
    const found = route(target, exchange.httpMethod);
    const { match, method } = found;
    const context = requestContext(exchange, target, match);
    trace.context = context;
    const event = eventOf(exchange, target, match, context);

    let keyValue = header(exchange, "x-api-key");
    if (method.authorizer) {
      const { authorizer } = method;
      const authorized = await authorize({ api, stage, authorizer, head: exchange, resourcePath, event });
      context.authorizer = authorized.context;
      if (api.apiKeySource === "AUTHORIZER") keyValue = authorized.usageIdentifierKey;
    }
    if (method.apiKeyRequired) {
      const use = { apiId: api.id, stage: stage.name, methodPath: methodPath(method), keyValue };
      context.identity.apiKeyId = admit(use).keyId;
      context.identity.apiKey = keyValue;
    }
    if (throttled(target, methodPath(method))) throw new Refusal("THROTTLED");
    validate(method.validation, exchange, match.params);
    return invoke(target, found, exchange, event, trace);
  };
}

/** The account's limit, and the stage's method settings: a method's own entry wins over the one for the whole stage. */
function createThrottles(clock: Clock) {
  const account = tokenBucket(accountThrottle, clock);
  const buckets = new Map<string, () => boolean>();
  return ({ api, stage }: Target, path: string): boolean => {
    const limit = stage.throttles.get(path) ?? stage.throttles.get("*/*");
    if (!limit) return !account();
    const key = [api.id, stage.name, path].join(" ");
    const take = buckets.get(key) ?? tokenBucket(limit, clock);
    buckets.set(key, take);
    return !take() || !account();
  };
}
