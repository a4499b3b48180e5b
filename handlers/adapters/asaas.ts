/** Asaas's REST API v3 (docs.asaas.com), as far as charges need it: plain fetch, every outcome a value. */
import * as z from "zod/mini";
import { type Centavos, fromReais, toReais } from "../shared/money.ts";

export type AsaasError =
  /** Asaas understood and said no. */
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly message: string }
  /** The key is wrong, or belongs to the other environment. */
  | { readonly kind: "unauthorized"; readonly message: string }
  /** Too many requests in Asaas's window; nothing was done. */
  | { readonly kind: "throttled"; readonly message: string }
  /** No answer, or none that can be read: it may or may not have been done. */
  | { readonly kind: "unknown"; readonly message: string };

export type AsaasResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: AsaasError };

export interface AsaasCharge {
  readonly id: string;
  /** PENDING, RECEIVED, CONFIRMED, OVERDUE, REFUNDED, … */
  readonly status: string;
  readonly amountCentavos: Centavos;
  readonly invoiceUrl?: string;
}

export interface NewCustomer {
  readonly name: string;
  readonly cpfCnpj?: string;
  readonly mobilePhone?: string;
  readonly externalReference: string;
}

export interface NewPixCharge {
  /** Asaas's id of the payer. */
  readonly customer: string;
  readonly amountCentavos: Centavos;
  /** YYYY-MM-DD in São Paulo. */
  readonly dueDate: string;
  readonly description: string;
  readonly externalReference: string;
}

/** One restaurant's account. */
export interface Asaas {
  /** The id of the customer with this reference. */
  findCustomer(externalReference: string): Promise<AsaasResult<string | undefined>>;
  createCustomer(customer: NewCustomer): Promise<AsaasResult<string>>;
  /** Charges with this reference that were not deleted. */
  findCharges(externalReference: string): Promise<AsaasResult<readonly AsaasCharge[]>>;
  createPixCharge(charge: NewPixCharge): Promise<AsaasResult<AsaasCharge>>;
  pixQrCode(
    chargeId: string,
  ): Promise<AsaasResult<{ readonly code: string; readonly png: Uint8Array<ArrayBuffer> }>>;
  deleteCharge(chargeId: string): Promise<AsaasResult<void>>;
}

export interface AsaasOptions {
  /** Ends in /v3. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** When the whole piece of work must be over. */
  readonly signal: AbortSignal;
  /** For one request. @default 5000 */
  readonly timeoutMs?: number;
}

const CustomerBody = z.object({ id: z.string() });
const ChargeBody = z.object({
  id: z.string(),
  status: z.string(),
  value: z.number(),
  invoiceUrl: z.nullish(z.string()),
  deleted: z.nullish(z.boolean()),
});
const listOf = <T extends z.ZodMiniType>(item: T) => z.object({ data: z.array(item) });
const PixBody = z.object({ encodedImage: z.string(), payload: z.string() });
const ErrorBody = z.object({ errors: z.array(z.object({ code: z.string(), description: z.string() })) });

export function openAsaas(options: AsaasOptions): Asaas {
  const send = <T>(request: Request, schema: z.ZodMiniType<T>) => ask(options, request, schema);
  return {
    async findCustomer(externalReference) {
      const query = new URLSearchParams({ externalReference });
      const found = await send({ method: "GET", path: `/customers?${query}` }, listOf(CustomerBody));
      return found.ok ? { ok: true, value: found.value.data[0]?.id } : found;
    },
    async createCustomer(customer) {
      // The restaurant talks to its customer itself: no e-mail or SMS of Asaas's.
      const body = { ...customer, notificationDisabled: true };
      const made = await send({ method: "POST", path: "/customers", body }, CustomerBody);
      return made.ok ? { ok: true, value: made.value.id } : made;
    },
    async findCharges(externalReference) {
      const query = new URLSearchParams({ externalReference });
      const found = await send({ method: "GET", path: `/payments?${query}` }, listOf(ChargeBody));
      if (!found.ok) return found;
      return { ok: true, value: found.value.data.filter((charge) => !charge.deleted).map(chargeOf) };
    },
    async createPixCharge({ amountCentavos, ...fields }) {
      const body = { ...fields, billingType: "PIX", value: toReais(amountCentavos) };
      const made = await send({ method: "POST", path: "/payments", body }, ChargeBody);
      return made.ok ? { ok: true, value: chargeOf(made.value) } : made;
    },
    async pixQrCode(chargeId) {
      const path = `/payments/${encodeURIComponent(chargeId)}/pixQrCode`;
      const made = await send({ method: "GET", path }, PixBody);
      if (!made.ok) return made;
      const { payload, encodedImage } = made.value;
      return { ok: true, value: { code: payload, png: Buffer.from(encodedImage, "base64") } };
    },
    async deleteCharge(chargeId) {
      const path = `/payments/${encodeURIComponent(chargeId)}`;
      const gone = await send({ method: "DELETE", path }, z.unknown());
      return gone.ok ? { ok: true, value: undefined } : gone;
    },
  };
}

interface Request {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: object;
}

/** Reading and deleting may be done twice. Creating may not: after a time-out the charge may exist, so look it up. */
async function ask<T>(
  options: AsaasOptions,
  request: Request,
  schema: z.ZodMiniType<T>,
): Promise<AsaasResult<T>> {
  const first = await once(options, request, schema);
  const again = !first.ok && first.error.kind === "unknown" && request.method !== "POST";
  return again && !options.signal.aborted ? once(options, request, schema) : first;
}

async function once<T>(
  { baseUrl, apiKey, signal, timeoutMs = 5_000 }: AsaasOptions,
  { method, path, body }: Request,
  schema: z.ZodMiniType<T>,
): Promise<AsaasResult<T>> {
  const what = `${method} ${path.split("?")[0]}`;
  let status: number;
  let text: string;
  try {
    const reply = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        access_token: apiKey,
        // Asaas refuses requests that do not name their sender.
        "user-agent": "pos-modern-chatbot",
        accept: "application/json",
        ...(body && { "content-type": "application/json" }),
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    status = reply.status;
    text = await reply.text();
  } catch (error) {
    return unknown(`${what} had no answer: ${reasonOf(error)}.`);
  }
  if (status === 429)
    return { ok: false, error: { kind: "throttled", message: `${what} was answered 429.` } };
  if (status >= 500) return unknown(`${what} was answered ${status}.`);
  const json = parseJson(text);
  if (status >= 400) return { ok: false, error: refusal(what, status, json) };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const places = parsed.error.issues.map((issue) => issue.path.join(".") || "(top level)");
  return unknown(`${what} was answered ${status} with a body that is wrong at ${places.join(", ")}.`);
}

function refusal(what: string, status: number, json: unknown): AsaasError {
  const parsed = ErrorBody.safeParse(json);
  const first = parsed.success ? parsed.data.errors[0] : undefined;
  const message = `${what} was answered ${status}: ${first?.description ?? "no reason given"}`;
  return status === 401
    ? { kind: "unauthorized", message }
    : { kind: "refused", status, code: first?.code ?? "unknown", message };
}

function unknown(message: string): { readonly ok: false; readonly error: AsaasError } {
  return { ok: false, error: { kind: "unknown", message } };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function chargeOf({ id, status, value, invoiceUrl }: z.infer<typeof ChargeBody>): AsaasCharge {
  return { id, status, amountCentavos: fromReais(value), invoiceUrl: invoiceUrl ?? undefined };
}
