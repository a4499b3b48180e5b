/** Tells the ordering system how an order gets on: POST /pos/{clientId}/orders/{orderId}/status. */
import type { Config } from "./config.ts";

export const statuses = ["accepted", "rejected", "ready", "out_for_delivery", "delivered"] as const;

export interface Status {
  readonly status: (typeof statuses)[number];
  /** With accepted: how long it takes. */
  readonly minutes?: number;
  /** With rejected: the customer reads it. */
  readonly reason?: string;
}

export type Told =
  | { readonly ok: true }
  /** again: another attempt may succeed. */
  | { readonly ok: false; readonly again: boolean; readonly problem: string };

const timeoutMs = 15_000;

/** The same status twice is harmless: it answers 200 and changes nothing. */
export async function tell(
  { apiUrl, apiKey, clientId }: Config,
  orderId: string,
  status: Status,
): Promise<Told> {
  const url = new URL(`/pos/${clientId}/orders/${encodeURIComponent(orderId)}/status`, apiUrl);
  try {
    const reply = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": apiKey },
      body: JSON.stringify(status),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (reply.ok) return { ok: true };
    return {
      ok: false,
      again: reply.status === 429 || reply.status >= 500,
      problem: `${url.pathname} answered ${reply.status}: ${await reply.text()}`,
    };
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    return { ok: false, again: true, problem: `${url.origin} did not answer: ${why}` };
  }
}
