/** The webhooks that a restaurant has configured at Asaas: `/v3/webhooks` (docs.asaas.com, "Webhooks"). */
import * as z from "zod/mini";
import { type AsaasOptions, type AsaasResult, ask } from "./asaas-http.ts";

export interface AsaasWebhooks {
  /** The id of the webhook that posts to this URL. */
  find(url: string): Promise<AsaasResult<string | undefined>>;
  /** What it sends in `asaas-access-token` from now on. */
  setToken(webhookId: string, authToken: string): Promise<AsaasResult<void>>;
}

const Webhooks = z.object({ data: z.array(z.object({ id: z.string(), url: z.string() })) });

export function openAsaasWebhooks(options: AsaasOptions): AsaasWebhooks {
  return {
    async find(url) {
      const listed = await ask(options, { method: "GET", path: "/webhooks?limit=100" }, Webhooks);
      return listed.ok
        ? { ok: true, value: listed.value.data.find((webhook) => webhook.url === url)?.id }
        : listed;
    },
    async setToken(webhookId, authToken) {
      const path = `/webhooks/${encodeURIComponent(webhookId)}`;
      const set = await ask(options, { method: "PUT", path, body: { authToken } }, z.unknown());
      return set.ok ? { ok: true, value: undefined } : set;
    },
  };
}
