/** Asaas's REST API v3, as far as a restaurant's bot uses it (docs.asaas.com, OpenAPI 3.0). */
import { Hono, type MiddlewareHandler } from "hono";
import QRCode from "qrcode";
import * as z from "zod";
import { fromReais } from "../../../handlers/shared/money.ts";
import type { TwinEvents } from "../../events.ts";
import type { Bank } from "./bank.ts";
import type { WebhookDeliveries } from "./delivery.ts";
import { notFound, readBody, refuse, unknownKey } from "./refusal.ts";
import { resource } from "./resource.ts";
import { type AsaasStore, netOf, splitAmount } from "./store.ts";
import type { Account, Split } from "./types.ts";
import { webhooksApi } from "./webhooks-api.ts";

const NewCustomer = z.object({
  name: z.string().min(1),
  cpfCnpj: z.string().nullish(),
  email: z.string().nullish(),
  mobilePhone: z.string().nullish(),
  externalReference: z.string().nullish(),
});

const SplitBody = z
  .object({
    walletId: z.string().min(1),
    fixedValue: z.number().positive().nullish(),
    percentualValue: z.number().positive().max(100).nullish(),
  })
  .refine((part) => part.fixedValue != null || part.percentualValue != null, {
    message: "informe fixedValue ou percentualValue",
  })
  .transform(
    ({ walletId, fixedValue, percentualValue }): Split => ({
      walletId,
      fixedCentavos: fixedValue == null ? undefined : fromReais(fixedValue),
      percent: percentualValue ?? undefined,
    }),
  );

const NewPaymentBody = z.object({
  customer: z.string(),
  billingType: z.enum(["UNDEFINED", "BOLETO", "CREDIT_CARD", "PIX"]),
  value: z.number().positive(),
  dueDate: z.iso.date(),
  description: z.string().max(500).nullish(),
  externalReference: z.string().nullish(),
  split: z.array(SplitBody).nullish(),
});

const RefundBody = z.object({ value: z.number().positive().optional(), description: z.string().optional() });

export type AsaasEnv = { Variables: { account: Account } };

export interface RestParts {
  readonly store: AsaasStore;
  readonly deliveries: WebhookDeliveries;
  readonly bank: Bank;
  readonly events: TwinEvents;
  readonly faults: MiddlewareHandler;
  readonly quota: MiddlewareHandler<AsaasEnv>;
}

export function restApi({ store, deliveries, bank, events, faults, quota }: RestParts): Hono<AsaasEnv> {
  const api = new Hono<AsaasEnv>();

  api.use("*", faults);

  api.use("*", async (context, next) => {
    const account = store.byKey(context.req.header("access_token"));
    if (!account) return refuse(context, 401, "invalid_access_token", unknownKey);
    context.set("account", account);
    const action = `${context.req.method} ${context.req.path}`;
    events.emit("call", { at: "outside", service: "asaas", action, principal: account.clientId });
    await next();
  });
  api.use("*", quota);

  api.get("/wallets", (context) =>
    context.json(list([{ object: "wallet", id: context.get("account").walletId }])),
  );

  api.get("/customers", (context) => {
    const reference = context.req.query("externalReference");
    const all = [...context.get("account").customers.values()];
    return context.json(
      list(all.filter((c) => reference === undefined || c.externalReference === reference)),
    );
  });

  api.post("/customers", async (context) => {
    const body = await readBody(context, NewCustomer);
    if (!body.ok) return body.response;
    const { name, cpfCnpj = null, email = null, mobilePhone = null, externalReference = null } = body.value;
    const fields = { name, cpfCnpj, email, mobilePhone, externalReference };
    return context.json({ object: "customer", ...store.addCustomer(context.get("account"), fields) });
  });

  api.put("/customers/:id", async (context) => {
    const customer = context.get("account").customers.get(context.req.param("id"));
    if (!customer) return refuse(context, 404, "not_found", notFound);
    const body = await readBody(context, NewCustomer.pick({ cpfCnpj: true }));
    if (!body.ok) return body.response;
    customer.cpfCnpj = body.value.cpfCnpj ?? customer.cpfCnpj;
    return context.json({ object: "customer", ...customer });
  });

  api.get("/payments", (context) => {
    const reference = context.req.query("externalReference");
    const found = [...context.get("account").payments.values()].filter(
      (payment) => !payment.deleted && (reference === undefined || payment.externalReference === reference),
    );
    return context.json(list(found.map(resource)));
  });

  api.post("/payments", async (context) => {
    const body = await readBody(context, NewPaymentBody);
    if (!body.ok) return body.response;
    const account = context.get("account");
    const { value, split, ...fields } = body.value;
    const amountCentavos = fromReais(value);
    const customer = account.customers.get(fields.customer);
    if (!customer) return refuse(context, 400, "invalid_customer", "Customer inválido ou não informado.");
    if (fields.billingType === "BOLETO" && !customer.cpfCnpj)
      return refuse(
        context,
        400,
        "invalid_object",
        "Para emitir o boleto é preciso o CPF ou CNPJ do cliente.",
      );
    if (fields.dueDate < store.today())
      return refuse(context, 400, "invalid_dueDate", "Não é permitido data de vencimento inferior a hoje.");
    const wrong = wrongSplit(store, account, amountCentavos, split ?? []);
    if (wrong) return refuse(context, 400, "invalid_action", wrong);
    const payment = store.addPayment(account, { ...fields, amountCentavos, split: split ?? [] });
    deliveries.add(account.clientId, "PAYMENT_CREATED", resource(payment));
    return context.json(resource(payment));
  });

  api.get("/payments/:id", (context) => {
    const payment = context.get("account").payments.get(context.req.param("id"));
    if (!payment) return refuse(context, 404, "not_found", notFound);
    return context.json(resource(payment));
  });

  api.get("/payments/:id/status", (context) => {
    const payment = context.get("account").payments.get(context.req.param("id"));
    if (!payment) return refuse(context, 404, "not_found", notFound);
    return context.json({ status: payment.status });
  });

  api.get("/payments/:id/pixQrCode", async (context) => {
    const payment = context.get("account").payments.get(context.req.param("id"));
    if (!payment || payment.deleted) return refuse(context, 404, "not_found", notFound);
    if (payment.billingType === "CREDIT_CARD")
      return refuse(context, 400, "invalid_action", "Esta cobrança não pode ser paga por Pix.");
    const image = await QRCode.toBuffer(payment.pixCode, { type: "png", margin: 1 });
    return context.json({
      success: true,
      encodedImage: image.toString("base64"),
      payload: payment.pixCode,
      expirationDate: `${payment.dueDate} 23:59:59`,
    });
  });

  api.post("/payments/:id/refund", async (context) => {
    const payment = context.get("account").payments.get(context.req.param("id"));
    if (!payment) return refuse(context, 404, "not_found", notFound);
    const body = await readBody(context, RefundBody);
    if (!body.ok) return body.response;
    const { value, description } = body.value;
    const amount = value === undefined ? undefined : fromReais(value);
    const refunded = bank.refund(payment.id, amount, description ?? null);
    if (!refunded.ok) return refuse(context, 400, "invalid_action", refunded.reason);
    return context.json(resource(payment));
  });

  api.delete("/payments/:id", (context) => {
    const account = context.get("account");
    const payment = account.payments.get(context.req.param("id"));
    if (!payment) return refuse(context, 404, "not_found", notFound);
    if (payment.status !== "PENDING" && payment.status !== "OVERDUE")
      return refuse(context, 400, "invalid_action", "Não é possível remover uma cobrança já paga.");
    if (!payment.deleted) {
      store.change(payment, { deleted: true });
      deliveries.add(account.clientId, "PAYMENT_DELETED", resource(payment));
    }
    return context.json({ deleted: true, id: payment.id });
  });

  api.route("/webhooks", webhooksApi(deliveries));
  return api;
}

/** Why Asaas refuses how a charge is shared out. */
function wrongSplit(
  store: AsaasStore,
  account: Account,
  amountCentavos: number,
  split: readonly Split[],
): string | undefined {
  if (split.some(({ walletId }) => walletId === account.walletId))
    return "Não é permitido split para sua própria carteira.";
  const unknown = split.find(({ walletId }) => !store.knowsWallet(walletId));
  if (unknown) return `A carteira ${unknown.walletId} não existe.`;
  const shared = split.reduce((sum, part) => sum + splitAmount({ amountCentavos }, part), 0);
  return shared > netOf({ amountCentavos })
    ? "O valor total do split excede o valor líquido da cobrança."
    : undefined;
}

function list<T>(data: readonly T[]) {
  return { object: "list", hasMore: false, totalCount: data.length, limit: 100, offset: 0, data };
}
