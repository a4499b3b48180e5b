/** How Asaas's API is spoken to: plain fetch, a time limit, and every outcome a value. */
import * as z from "zod/mini";

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

export interface AsaasOptions {
  /** Ends in /v3. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** When the whole piece of work must be over. */
  readonly signal: AbortSignal;
  /** For one request. @default 5000 */
  readonly timeoutMs?: number;
}

export interface AsaasRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly body?: object;
}

const ErrorBody = z.object({ errors: z.array(z.object({ code: z.string(), description: z.string() })) });

/** Reading and deleting may be done twice. Creating may not: after a time-out the charge may exist, so look it up. */
export async function ask<T>(
  options: AsaasOptions,
  request: AsaasRequest,
  schema: z.ZodMiniType<T>,
): Promise<AsaasResult<T>> {
  const first = await once(options, request, schema);
  const again = !first.ok && first.error.kind === "unknown" && request.method !== "POST";
  return again && !options.signal.aborted ? once(options, request, schema) : first;
}

async function once<T>(
  { baseUrl, apiKey, signal, timeoutMs = 5_000 }: AsaasOptions,
  { method, path, body }: AsaasRequest,
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
