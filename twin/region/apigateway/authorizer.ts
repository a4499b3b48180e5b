/** Lambda authorizers: identity sources, the call, the cache of its answer, and the verdict on one method. */
import type { Clock } from "../../clock.ts";
import type { Functions } from "../types.ts";
import type { Api, Authorizer, Stage } from "./apis.ts";
import { functionOf } from "./integration.ts";
import type { ServiceCall } from "./permissions.ts";
import { AuthorizerAnswer, decide } from "./policy.ts";
import { Refusal } from "./refusal.ts";
import { type eventOf, header, lookUp, type RequestContext, type RequestHead } from "./request.ts";

export interface Authorized {
  /** `requestContext.authorizer` of the function's event. */
  readonly context: Record<string, string | number>;
  readonly usageIdentifierKey?: string;
}

export interface AuthorizationRequest {
  readonly api: Api;
  readonly stage: Stage;
  readonly authorizer: Authorizer;
  readonly head: RequestHead;
  readonly resourcePath: string;
  readonly event: ReturnType<typeof eventOf>;
}

export function createAuthorizers(options: {
  readonly functions: Functions;
  readonly clock: Clock;
  readonly permitted: (call: ServiceCall) => boolean;
}) {
  const { functions, clock, permitted } = options;
  const cache = new Map<string, { readonly answer: AuthorizerAnswer; readonly until: number }>();

  /** @throws Refusal UNAUTHORIZED, ACCESS_DENIED, EXPLICIT_DENY, AUTHORIZER_CONFIGURATION_ERROR */
  return async function authorize(request: AuthorizationRequest): Promise<Authorized> {
    const { api, stage, authorizer, head } = request;
    const startedAt = performance.now();
    const identity = authorizer.identitySources.map((source) =>
      identityOf(source, head, stage, request.event.requestContext),
    );
    // Without an identity API Gateway does not even call the function.
    if (identity.some((value) => !value))
      throw new Refusal("UNAUTHORIZED", { why: "an identity source is missing" });
    const methodArn = `${api.executionArn}/${stage.name}/${head.httpMethod}${request.resourcePath}`;
    // Not by method: the cached policy is judged anew for each method, as AWS does. No identity source, no cache.
    const cached = authorizer.ttlSeconds > 0 && identity.length > 0;
    const key = JSON.stringify([authorizer.id, stage.name, identity]);
    const known = cached ? cache.get(key) : undefined;
    const fresh = known && clock.now() < known.until ? known.answer : undefined;
    const answer = fresh ?? (await call(request, identity, methodArn));
    if (cached && !fresh) cache.set(key, { answer, until: clock.now() + authorizer.ttlSeconds * 1000 });
    const verdict = decide(answer.policyDocument, methodArn);
    if (verdict === "explicit deny") throw new Refusal("EXPLICIT_DENY");
    if (verdict === "implicit deny") throw new Refusal("ACCESS_DENIED");
    return {
      context: {
        ...Object.fromEntries(
          Object.entries(answer.context ?? {}).map(([name, value]) => [name, String(value)]),
        ),
        principalId: answer.principalId,
        integrationLatency: fresh ? 0 : Math.round(performance.now() - startedAt),
      },
      usageIdentifierKey: answer.usageIdentifierKey ?? undefined,
    };
  };

  async function call(
    { api, stage, authorizer, event }: AuthorizationRequest,
    identity: readonly (string | undefined)[],
    methodArn: string,
  ): Promise<AuthorizerAnswer> {
    const fail = (why: string) => new Refusal("AUTHORIZER_CONFIGURATION_ERROR", { why });
    const functionName = functionOf(authorizer.uri, stage);
    const sourceArn = `${api.executionArn}/authorizers/${authorizer.id}`;
    if (!permitted({ principal: "apigateway.amazonaws.com", sourceArn, functionName }))
      throw fail(`no Permission lets ${sourceArn} invoke ${functionName}`);
    const payload =
      authorizer.type === "TOKEN"
        ? { type: "TOKEN", methodArn, authorizationToken: identity[0] }
        : { type: "REQUEST", methodArn, ...event };
    const outcome = await functions.invoke(functionName, payload, "api").catch((error: Error) => {
      throw fail(error.message);
    });
    if (!outcome.ok) {
      // The one error text that AWS gives a meaning.
      if (outcome.errorMessage === "Unauthorized") throw new Refusal("UNAUTHORIZED");
      throw fail(`${outcome.errorType}: ${outcome.errorMessage}`);
    }
    const parsed = AuthorizerAnswer.safeParse(outcome.payload);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw fail(`the authorizer's answer is malformed at ${issue?.path.join(".")}: ${issue?.message}`);
    }
    return parsed.data;
  }
}

function identityOf(
  source: string,
  head: RequestHead,
  stage: Stage,
  context: RequestContext,
): string | undefined {
  const [, kind, name = ""] =
    /^(?:method\.request\.)?(header|querystring|multivaluequerystring|stageVariables|context)\.(.+)$/.exec(
      source,
    ) ?? [];
  if (kind === "header") return header(head, name);
  if (kind === "stageVariables") return stage.variables[name];
  if (kind === "context") return lookUp(context, name);
  return head.query[name]?.join(",");
}
