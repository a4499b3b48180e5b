/** Asaas's stand-in: its REST API for the bot, the payer's bank behind it, and webhooks with its retry rules. */
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { Clock } from "../../clock.ts";
import type { TwinEvents } from "../../events.ts";
import { listen } from "../listen.ts";
import { Bank } from "./bank.ts";
import { WebhookDeliveries } from "./delivery.ts";
import { Faults, quotaMiddleware, usualQuota } from "./faults.ts";
import { notFound, refuse } from "./refusal.ts";
import { restApi } from "./rest.ts";
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
  /** Requests that an account may make in twelve hours. @default 25000 */
  readonly quota?: number;
}

export async function startAsaas(options: AsaasOptions): Promise<Asaas> {
  const { clock, events, restore } = options;
  const store = new AsaasStore(clock, events, restore?.accounts);
  const faults = new Faults();
  const deliveries = new WebhookDeliveries(clock, () => faults.current.dropWebhooks, restore?.webhooks);
  const bank = new Bank(store, deliveries);
  const app = new Hono();
  app.route(
    "/v3",
    restApi({
      ...{ store, deliveries, bank },
      faults: faults.middleware(clock),
      events,
      quota: quotaMiddleware(clock, options.quota ?? usualQuota),
    }),
  );
  app.notFound((context) => refuse(context, 404, "not_found", notFound));
  const server = await listen("Asaas's stand-in", app, options.port);

  return {
    baseUrl: `${server.origin}/v3`,
    register: ({ clientId, name, wallets }) => store.register(clientId, name ?? clientId, wallets),
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
    pay: (name) => bank.pay(name),
    refund: (chargeId, amountCentavos) => bank.refund(chargeId, amountCentavos),
    chargeback: (chargeId, step) => bank.chargeback(chargeId, step),
    faults: (change) => faults.change(change),
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
