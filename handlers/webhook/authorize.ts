/**
 * Names the tenant of a path and the usage-plan key that meters it; refuses the rest. On the POS routes it also
 * checks the restaurant's own key.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Secret } from "../adapters/secrets.ts";
import type { Tenants } from "../adapters/tenants.ts";
import { headerOf, type Invocation } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";
import type { PosSecret } from "../shared/secrets.ts";
import { usageKey } from "../shared/tenant.ts";

/** REQUEST authorizer of a REST API. */
export interface AuthorizerEvent {
  readonly methodArn: string;
  /** The route: "/pos/{clientId}/orders/{orderId}/status". */
  readonly resource: string;
  readonly headers: Readonly<Record<string, string | undefined>> | null;
  readonly pathParameters: Readonly<Record<string, string | undefined>> | null;
}

export interface AuthorizerReply {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: "2012-10-17";
    readonly Statement: readonly {
      readonly Action: "execute-api:Invoke";
      readonly Effect: "Allow" | "Deny";
      readonly Resource: string;
    }[];
  };
  /** Value of the tenant's API key, by which its usage plan counts. */
  readonly usageIdentifierKey?: string;
  readonly context?: { readonly clientId: string };
}

export interface AuthorizerParts {
  readonly tenants: Tenants;
  readonly posSecret: Secret<PosSecret>;
  readonly log: Log;
}

export function authorizer(parts: AuthorizerParts) {
  return async (event: AuthorizerEvent, invocation: Invocation): Promise<AuthorizerReply> => {
    const clientId = event.pathParameters?.clientId ?? "";
    const log = parts.log.with({ clientId, requestId: invocation.awsRequestId });
    const refusal = await refusalOf(event, clientId, { ...parts, log });
    if (refusal) log.warn(`Refused ${event.resource}: ${refusal}.`);
    return {
      principalId: clientId || "unknown",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Action: "execute-api:Invoke",
            Effect: refusal ? "Deny" : "Allow",
            Resource: event.methodArn,
          },
        ],
      },
      ...(!refusal && { usageIdentifierKey: usageKey(clientId), context: { clientId } }),
    };
  };
}

async function refusalOf(
  event: AuthorizerEvent,
  clientId: string,
  { tenants, posSecret, log }: AuthorizerParts,
): Promise<string | undefined> {
  const tenant = await tenants.find(clientId);
  if (!tenant) return "there is no such tenant";
  if (!tenant.active) return "the tenant is suspended";
  if (!event.resource.startsWith("/pos/")) return undefined;
  const presented = headerOf(event.headers, "x-api-key") ?? "";
  const holds = (secret: PosSecret) => {
    const { apiKey, previousApiKey } = secret[clientId] ?? {};
    if (apiKey !== undefined && sameText(presented, apiKey)) return true;
    if (previousApiKey === undefined || !sameText(presented, previousApiKey)) return false;
    log.warn(
      "The point of sale sends its previous key, which ends with the next rotation: enter the new one.",
    );
    return true;
  };
  // Read anew once: the key may just have been rotated.
  if (holds(await posSecret.read()) || holds(await posSecret.refresh())) return undefined;
  return "x-api-key is not the tenant's";
}

/** In constant time, whatever the lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
