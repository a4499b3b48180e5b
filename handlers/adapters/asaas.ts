/** Asaas's REST API v3 (docs.asaas.com), as far as charges need it. Every outcome is a value. */
import * as z from "zod/mini";
import { type Centavos, fromReais, toReais } from "../shared/money.ts";
import type { ChargeMethod } from "../shared/payment-api.ts";
import { type AsaasOptions, type AsaasRequest, type AsaasResult, ask } from "./asaas-http.ts";

export type { AsaasError, AsaasOptions, AsaasResult } from "./asaas-http.ts";

export interface AsaasCharge {
  readonly id: string;
  /** PENDING, RECEIVED, CONFIRMED, OVERDUE, REFUNDED, … */
  readonly status: string;
  /** PIX, CREDIT_CARD, BOLETO, UNDEFINED. */
  readonly billingType?: string;
  readonly amountCentavos: Centavos;
  /** What has gone back to the payer. */
  readonly refundedCentavos: Centavos;
  /** What is on its way back. */
  readonly refundingCentavos: Centavos;
  readonly deleted: boolean;
  readonly invoiceUrl?: string;
}

export interface AsaasCustomer {
  readonly id: string;
  readonly cpfCnpj?: string;
}

export interface NewCustomer {
  readonly name: string;
  readonly cpfCnpj?: string;
  readonly mobilePhone?: string;
  readonly externalReference: string;
}

/** The part of a charge that goes to another wallet: of what is left after Asaas's fee, or a fixed amount. */
export type ChargeSplit =
  | { readonly walletId: string; readonly percent: number }
  | { readonly walletId: string; readonly fixedCentavos: Centavos };

export interface NewCharge {
  readonly method: ChargeMethod;
  /** Asaas's id of the payer. */
  readonly customer: string;
  readonly amountCentavos: Centavos;
  /** YYYY-MM-DD in São Paulo. */
  readonly dueDate: string;
  readonly description: string;
  readonly externalReference: string;
  readonly split?: ChargeSplit;
}

export interface AsaasWebhook {
  readonly url: string;
  readonly enabled: boolean;
  /** Asaas paused its queue after fifteen failures: nothing is sent until somebody reactivates it. */
  readonly interrupted: boolean;
}

/** One restaurant's account. */
export interface Asaas {
  /** The customer with this reference. */
  findCustomer(externalReference: string): Promise<AsaasResult<AsaasCustomer | undefined>>;
  /** Gives its id. */
  createCustomer(customer: NewCustomer): Promise<AsaasResult<string>>;
  setDocument(customerId: string, cpfCnpj: string): Promise<AsaasResult<void>>;
  /** Charges with this reference that were not deleted. */
  findCharges(externalReference: string): Promise<AsaasResult<readonly AsaasCharge[]>>;
  /** Deleted ones too; undefined for one that Asaas does not know. */
  charge(chargeId: string): Promise<AsaasResult<AsaasCharge | undefined>>;
  createCharge(charge: NewCharge): Promise<AsaasResult<AsaasCharge>>;
  pixQrCode(
    chargeId: string,
  ): Promise<AsaasResult<{ readonly code: string; readonly png: Uint8Array<ArrayBuffer> }>>;
  deleteCharge(chargeId: string): Promise<AsaasResult<void>>;
  /** Asaas gives back what it is asked for each time: look before asking again. */
  refundCharge(
    chargeId: string,
    refund: { readonly amountCentavos: Centavos; readonly description: string },
  ): Promise<AsaasResult<AsaasCharge>>;
  webhooks(): Promise<AsaasResult<readonly AsaasWebhook[]>>;
}

const CustomerBody = z.object({ id: z.string(), cpfCnpj: z.nullish(z.string()) });
/** PENDING is still on its way, CANCELLED never went. */
export const RefundBody = z.object({ status: z.string(), value: z.number() });
const ChargeBody = z.object({
  id: z.string(),
  status: z.string(),
  billingType: z.nullish(z.string()),
  value: z.number(),
  refunds: z.nullish(z.array(RefundBody)),
  invoiceUrl: z.nullish(z.string()),
  deleted: z.nullish(z.boolean()),
});
const WebhookBody = z.object({
  url: z.string(),
  enabled: z.nullish(z.boolean()),
  interrupted: z.nullish(z.boolean()),
});
const listOf = <T extends z.ZodMiniType>(item: T) => z.object({ data: z.array(item) });
const PixBody = z.object({ encodedImage: z.string(), payload: z.string() });

export function openAsaas(options: AsaasOptions): Asaas {
  const send = <T>(request: AsaasRequest, schema: z.ZodMiniType<T>) => ask(options, request, schema);
  return {
    async findCustomer(externalReference) {
      const query = new URLSearchParams({ externalReference });
      const found = await send({ method: "GET", path: `/customers?${query}` }, listOf(CustomerBody));
      if (!found.ok) return found;
      const [first] = found.value.data;
      return { ok: true, value: first && { id: first.id, cpfCnpj: first.cpfCnpj ?? undefined } };
    },
    async createCustomer(customer) {
      // The restaurant talks to its customer itself: no e-mail or SMS of Asaas's.
      const body = { ...customer, notificationDisabled: true };
      const made = await send({ method: "POST", path: "/customers", body }, CustomerBody);
      return made.ok ? { ok: true, value: made.value.id } : made;
    },
    async setDocument(customerId, cpfCnpj) {
      const path = `/customers/${encodeURIComponent(customerId)}`;
      const set = await send({ method: "PUT", path, body: { cpfCnpj } }, z.unknown());
      return set.ok ? { ok: true, value: undefined } : set;
    },
    async findCharges(externalReference) {
      const query = new URLSearchParams({ externalReference });
      const found = await send({ method: "GET", path: `/payments?${query}` }, listOf(ChargeBody));
      if (!found.ok) return found;
      return { ok: true, value: found.value.data.map(chargeOf).filter((charge) => !charge.deleted) };
    },
    async charge(chargeId) {
      const found = await send({ method: "GET", path: pathOf(chargeId) }, ChargeBody);
      if (found.ok) return { ok: true, value: chargeOf(found.value) };
      const gone = found.error.kind === "refused" && found.error.status === 404;
      return gone ? { ok: true, value: undefined } : found;
    },
    async createCharge({ amountCentavos, method, split, ...fields }) {
      const body = {
        ...fields,
        billingType: method,
        value: toReais(amountCentavos),
        ...(split && { split: [splitBody(split)] }),
      };
      const made = await send({ method: "POST", path: "/payments", body }, ChargeBody);
      return made.ok ? { ok: true, value: chargeOf(made.value) } : made;
    },
    async pixQrCode(chargeId) {
      const made = await send({ method: "GET", path: `${pathOf(chargeId)}/pixQrCode` }, PixBody);
      if (!made.ok) return made;
      const { payload, encodedImage } = made.value;
      return { ok: true, value: { code: payload, png: Buffer.from(encodedImage, "base64") } };
    },
    async deleteCharge(chargeId) {
      const gone = await send({ method: "DELETE", path: pathOf(chargeId) }, z.unknown());
      return gone.ok ? { ok: true, value: undefined } : gone;
    },
    async refundCharge(chargeId, { amountCentavos, description }) {
      const body = { value: toReais(amountCentavos), description };
      const asked = await send({ method: "POST", path: `${pathOf(chargeId)}/refund`, body }, ChargeBody);
      return asked.ok ? { ok: true, value: chargeOf(asked.value) } : asked;
    },
    async webhooks() {
      const found = await send({ method: "GET", path: "/webhooks" }, listOf(WebhookBody));
      if (!found.ok) return found;
      const value = found.value.data.map(({ url, enabled, interrupted }) => ({
        url,
        enabled: enabled !== false,
        interrupted: interrupted === true,
      }));
      return { ok: true, value };
    },
  };
}

function pathOf(chargeId: string): string {
  return `/payments/${encodeURIComponent(chargeId)}`;
}

function splitBody(split: ChargeSplit): object {
  const { walletId } = split;
  return "percent" in split
    ? { walletId, percentualValue: split.percent }
    : { walletId, fixedValue: toReais(split.fixedCentavos) };
}

function chargeOf(body: z.infer<typeof ChargeBody>): AsaasCharge {
  return {
    id: body.id,
    status: body.status,
    billingType: body.billingType ?? undefined,
    amountCentavos: fromReais(body.value),
    refundedCentavos: refundedOf(body.refunds),
    refundingCentavos: refundedOf(body.refunds, "PENDING"),
    deleted: body.deleted === true,
    invoiceUrl: body.invoiceUrl ?? undefined,
  };
}

type Refunds = readonly z.infer<typeof RefundBody>[] | null | undefined;

/** Asaas's `refunds` attribute → what has gone back, or is on its way, in centavos. */
export function refundedOf(refunds: Refunds, status: "DONE" | "PENDING" = "DONE"): Centavos {
  const those = (refunds ?? []).filter((refund) => refund.status === status);
  return those.reduce((sum, { value }) => sum + fromReais(value), 0);
}
