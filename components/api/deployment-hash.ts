import { createHash } from "node:crypto";
import { identitySources } from "./authorizers.ts";
import { gatewayResponses } from "./gateway-responses.ts";
import { models, routes } from "./routes.ts";

/**
 * Changes when, and only when, something changes that a deployment freezes: routes, models, authorizers, responses and
 * the settings given. Without a new deployment the stage would go on answering the old way.
 */
export function deploymentHash(settings: Readonly<Record<string, string | number>>): string {
  const frozen = { routes, models, identitySources, gatewayResponses, settings };
  return createHash("sha256").update(JSON.stringify(frozen)).digest("hex");
}
