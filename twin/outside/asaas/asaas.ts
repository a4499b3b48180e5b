/** Asaas's stand-in: its REST API for the bot, the payer's bank behind it, and webhooks with its retry rules. */
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import { listen } from "../listen.ts";
import { WebhookDeliveries } from "./delivery.ts";
import { notFound, refuse } from "./refusal.ts";
import { resource, restApi } from "./rest.ts";
import { AsaasStore, chargeOf } from "./store.ts";
import type { Asaas, AsaasSnapshot } from "./types.ts";
import { paymentEvents } from "./webhooks-api.ts";

export type * from "./types.ts";

export interface AsaasOptions {
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly restore?: AsaasSnapshot;
  /** @default a free one */
  readonly port?: number;
}

export async function startAsaas(options: AsaasOptions): Promise<Asaas> {
  const { clock, events, restore } = options;
  const store = new AsaasStore(clock, events, restore?.accounts);
  const deliveries = new WebhookDeliveries(clock, restore?.webhooks);
  const app = new Hono();
  app.route("/v3", restApi(store, deliveries));
  app.notFound((context) => refuse(context, 404, "not_found", notFound));
  const server = await listen("Asaas's stand-in", app, options.port);

  return {
    baseUrl: `${server.origin}/v3`,
    register: ({ clientId, name }) => store.register(clientId, name ?? clientId),
    credentials: (clientId) => store.account(clientId),
    connect(internet) {
      for (const { clientId, name, webhookToken } of store.accounts()) {
        if (deliveries.config(clientId)) continue;
        deliveries.configure(clientId, {
          id: randomUUID(),
          name,
          url: `https://${internet.publicHost}/webhook/asaas/${clientId}`,
          email: null,
          enabled: true,
          interrupted: false,
          authToken: webhookToken,
          events: [...paymentEvents],
        });
      }
      deliveries.connect(internet);
    },
    pay(chargeIdOrPixCode) {
      const found = store.find(chargeIdOrPixCode.trim());
      if (!found) return { ok: false, reason: "Código Pix inválido." };
      const { account, payment } = found;
      if (payment.deleted) return { ok: false, reason: "Esta cobrança foi cancelada." };
      if (payment.paidAt) return { ok: false, reason: "Esta cobrança já foi paga." };
      store.change(payment, { status: "RECEIVED", paidAt: clock.now() });
      deliveries.add(account.clientId, "PAYMENT_RECEIVED", resource(payment));
      return { ok: true, charge: chargeOf(account, payment) };
    },
    charges: (clientId) =>
      store
        .accounts()
        .filter((account) => clientId === undefined || account.clientId === clientId)
        .flatMap((account) => [...account.payments.values()].map((payment) => chargeOf(account, payment))),
    webhooks: () => deliveries.queues(),
    redeliver: (eventId) => deliveries.redeliver(eventId),
    reactivate: (clientId) => deliveries.reactivate(clientId),
    snapshot: () => ({ accounts: store.snapshot(), webhooks: deliveries.snapshot() }),
    async stop() {
      deliveries.stop();
      await server.close();
    },
  };
}
