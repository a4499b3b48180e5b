/** How a restaurant's operator configures its webhook at Asaas: `/v3/webhooks`. */
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import * as z from "zod";
import type { WebhookDeliveries } from "./delivery.ts";
import { notFound, readBody, refuse } from "./refusal.ts";
import type { AsaasEnv } from "./rest.ts";
import type { WebhookConfig } from "./types.ts";

/** The events that a restaurant's webhook asks for. */
export const paymentEvents = [
  "PAYMENT_CREATED",
  "PAYMENT_CONFIRMED",
  "PAYMENT_RECEIVED",
  "PAYMENT_OVERDUE",
  "PAYMENT_DELETED",
  "PAYMENT_REFUNDED",
  "PAYMENT_PARTIALLY_REFUNDED",
  "PAYMENT_REFUND_DENIED",
  "PAYMENT_CHARGEBACK_REQUESTED",
  "PAYMENT_CHARGEBACK_DISPUTE",
  "PAYMENT_AWAITING_CHARGEBACK_REVERSAL",
];

const Webhook = z.object({
  name: z.string().min(1),
  url: z.url({ protocol: /^https$/ }),
  email: z.string().nullish(),
  enabled: z.boolean(),
  interrupted: z.boolean(),
  authToken: z.string().min(32).max(255),
  sendType: z.literal("SEQUENTIALLY"),
  events: z.array(z.string().startsWith("PAYMENT_")).min(1),
});
const NewWebhook = Webhook.extend({
  enabled: z.boolean().default(true),
  interrupted: z.boolean().default(false),
});

export function webhooksApi(deliveries: WebhookDeliveries): Hono<AsaasEnv> {
  const api = new Hono<AsaasEnv>();

  api.get("/", (context) => {
    const config = deliveries.config(context.get("account").clientId);
    return context.json({ object: "list", totalCount: config ? 1 : 0, data: config ? [shown(config)] : [] });
  });

  api.post("/", async (context) => {
    const body = await readBody(context, NewWebhook);
    if (!body.ok) return body.response;
    const { sendType: _, email = null, ...fields } = body.value;
    const config = { id: randomUUID(), email, ...fields };
    return context.json(shown(deliveries.configure(context.get("account").clientId, config)));
  });

  api.put("/:id", async (context) => {
    const account = context.get("account");
    const { clientId } = account;
    const known = deliveries.config(clientId);
    if (known?.id !== context.req.param("id")) return refuse(context, 404, "not_found", notFound);
    const body = await readBody(context, Webhook.partial());
    if (!body.ok) return body.response;
    const { sendType: _, ...fields } = body.value;
    account.webhookToken = fields.authToken ?? account.webhookToken;
    return context.json(
      shown(deliveries.configure(clientId, { ...known, ...fields, email: fields.email ?? known.email })),
    );
  });

  return api;
}

/** Asaas never shows a token again. */
function shown({ authToken: _, ...config }: WebhookConfig) {
  return { ...config, apiVersion: 3, sendType: "SEQUENTIALLY", hasAuthToken: true };
}
