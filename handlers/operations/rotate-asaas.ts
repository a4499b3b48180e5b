/**
 * The token that Asaas's webhook carries rotates; the API key stays. Asaas gives keys of an account in its web interface
 * only (docs.asaas.com/docs/api-keys): there an operator makes a second one, writes it into the secret, and deletes the
 * first. The runbook says when.
 */
import { randomBytes } from "node:crypto";
import type { AsaasResult } from "../adapters/asaas-http.ts";
import type { AsaasWebhooks } from "../adapters/asaas-webhooks.ts";
import type { AsaasSecret } from "../shared/secrets.ts";
import type { Outcome, Provider } from "./rotate.ts";

type Entry = AsaasSecret[string];

/** @param urlOf what a tenant's webhook posts to. */
export function asaasProvider(
  webhooksOf: (apiKey: string) => AsaasWebhooks,
  urlOf: (clientId: string) => string,
): Provider<Entry> {
  async function find(clientId: string, { apiKey }: Entry): Promise<Outcome<string>> {
    const url = urlOf(clientId);
    const found = await webhooksOf(apiKey).find(url);
    if (!found.ok) return { ok: false, problem: `${clientId}: ${found.error.message}` };
    return found.value === undefined
      ? { ok: false, problem: `${clientId} has no webhook at Asaas that posts to ${url}; its token stays.` }
      : { ok: true, value: found.value };
  }

  async function use(clientId: string, entry: Entry, token: string): Promise<Outcome<void>> {
    const webhook = await find(clientId, entry);
    return webhook.ok
      ? outcomeOf(clientId, await webhooksOf(entry.apiKey).setToken(webhook.value, token))
      : webhook;
  }

  return {
    async renew(clientId, present) {
      // After an unfinished rotation it may use either; from here on it is the newer one.
      const ready = present.nextWebhookToken
        ? await use(clientId, present, present.nextWebhookToken)
        : await find(clientId, present);
      if (!ready.ok) return ready;
      const webhookToken = randomBytes(32).toString("hex");
      return { ok: true, value: { apiKey: present.apiKey, webhookToken } };
    },

    async both(_clientId, present, { apiKey, webhookToken: nextWebhookToken }) {
      const { webhookToken, nextWebhookToken: unfinished } = present;
      const used = unfinished && unfinished !== nextWebhookToken ? unfinished : webhookToken;
      return { ok: true, value: { apiKey, webhookToken: used, nextWebhookToken } };
    },

    changeOver: (clientId, _present, next) => use(clientId, next, next.webhookToken),

    async works(clientId, next) {
      const webhook = await find(clientId, next);
      return webhook.ok ? { ok: true, value: undefined } : webhook;
    },
  };
}

function outcomeOf(clientId: string, result: AsaasResult<void>): Outcome<void> {
  return result.ok ? result : { ok: false, problem: `${clientId}: ${result.error.message}` };
}
