/** Asaas's REST API v3, as far as a restaurant's bot uses it (docs.asaas.com, OpenAPI 3.0). */
import { Hono } from "hono";
import QRCode from "qrcode";
import * as z from "zod";
import { fromReais, toReais } from "../../../handlers/shared/money.ts";
import type { WebhookDeliveries } from "./delivery.ts";
import { notFound, readBody, refuse, unknownKey } from "./refusal.ts";
import { type AsaasStore, invoiceUrl } from "./store.ts";
import type { Account, Payment } from "./types.ts";
import { webhooksApi } from "./webhooks-api.ts";

const NewCustomer = z.object({
  name: z.string().min(1),
  cpfCnpj: z.string().nullish(),
  email: z.string().nullish(),
  mobilePhone: z.string().nullish(),
  externalReference: z.string().nullish(),
});

const NewPaymentBody = z.object({
  customer: z.string(),
  billingType: z.enum(["UNDEFINED", "BOLETO", "CREDIT_CARD", "PIX"]),
  value: z.number().positive(),
  dueDate: z.iso.date(),
  description: z.string().max(500).nullish(),
  externalReference: z.string().nullish(),
});

const RefundBody = z.object({ value: z.number().positive().optional(), description: z.string().optional() });

export type AsaasEnv = { Variables: { account: Account } };

export function restApi(store: AsaasStore, deliveries: WebhookDeliveries): Hono<AsaasEnv> {
  const api = new Hono<AsaasEnv>();

  api.use("*", async (context, next) => {
    const account = store.byKey(context.req.header("access_token"));
    if (!account) return refuse(context, 401, "invalid_access_token", unknownKey);
    context.set("account", account);
    await next();
  });

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
    const { value, ...fields } = body.value;
    if (!account.customers.has(fields.customer))
      return refuse(context, 400, "invalid_customer", "Customer inválido ou não informado.");
    if (fields.dueDate < store.today())
      return refuse(context, 400, "invalid_dueDate", "Não é permitido data de vencimento inferior a hoje.");
    const payment = store.addPayment(account, { ...fields, amountCentavos: fromReais(value) });
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
    const account = context.get("account");
    const payment = account.payments.get(context.req.param("id"));
    if (!payment) return refuse(context, 404, "not_found", notFound);
    const body = await readBody(context, RefundBody);
    if (!body.ok) return body.response;
    const left = payment.amountCentavos - payment.refundedCentavos;
    const amount = body.value.value === undefined ? left : fromReais(body.value.value);
    if (payment.status !== "RECEIVED" || amount > left)
      return refuse(context, 400, "invalid_action", "Esta cobrança não pode ser estornada neste valor.");
    const refunded = payment.refundedCentavos + amount;
    const whole = refunded === payment.amountCentavos;
    store.change(payment, { refundedCentavos: refunded, status: whole ? "REFUNDED" : payment.status });
    const event = whole ? "PAYMENT_REFUNDED" : "PAYMENT_PARTIALLY_REFUNDED";
    deliveries.add(account.clientId, event, resource(payment));
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

/** Asaas's payment resource. */
export function resource(payment: Payment) {
  return {
    object: "payment",
    id: payment.id,
    dateCreated: new Date(payment.createdAt).toISOString().slice(0, 10),
    customer: payment.customer,
    billingType: payment.billingType,
    status: payment.status,
    value: toReais(payment.amountCentavos),
    netValue: toReais(Math.max(0, payment.amountCentavos - 199)),
    dueDate: payment.dueDate,
    description: payment.description,
    externalReference: payment.externalReference,
    invoiceUrl: invoiceUrl(payment),
    deleted: payment.deleted,
    paymentDate: payment.paidAt ? new Date(payment.paidAt).toISOString().slice(0, 10) : null,
    pixTransaction: payment.paidAt && payment.billingType === "PIX" ? `pix_${payment.id}` : null,
  };
}

function list<T>(data: readonly T[]) {
  return { object: "list", hasMore: false, totalCount: data.length, limit: 100, offset: 0, data };
}
