/**
 * The keys that points of sale send. Somebody enters a new one at the restaurant, so the one before stays good until the
 * next rotation: three months to do it in. The authorizer's log says who still sends the old one.
 */
import { randomBytes } from "node:crypto";
import type { PosSecret } from "../shared/secrets.ts";
import type { Provider } from "./rotate.ts";

export const posProvider: Provider<PosSecret[string]> = {
  renew: async (_clientId, present) => ({
    ok: true,
    value: { apiKey: randomBytes(24).toString("base64url"), previousApiKey: present.apiKey },
  }),
  both: async (_clientId, _present, next) => ({ ok: true, value: next }),
  changeOver: async () => ({ ok: true, value: undefined }),
  works: async () => ({ ok: true, value: undefined }),
};
