/** Tells the ordering system how an order gets on: POST /pos/{clientId}/orders/{orderId}/status. */
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { text } from "node:stream/consumers";
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
  { apiUrl, apiHost, apiKey, clientId }: Config,
  orderId: string,
  status: Status,
): Promise<Told> {
  const url = new URL(`/pos/${clientId}/orders/${encodeURIComponent(orderId)}/status`, apiUrl);
  const headers = { "x-api-key": apiKey, ...(apiHost && { host: apiHost }) };
  try {
    const reply = await post(url, headers, JSON.stringify(status));
    if (reply.status === 200) return { ok: true };
    return {
      ok: false,
      again: reply.status === 429 || reply.status >= 500,
      problem: `${url.pathname} answered ${reply.status}: ${reply.body}`,
    };
  } catch (error) {
    return { ok: false, again: true, problem: `${url.origin} did not answer: ${(error as Error).message}` };
  }
}

/** fetch would not send another Host. */
async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const { request } = url.protocol === "http:" ? http : https;
  const outgoing = request(url, {
    method: "POST",
    headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...headers },
    signal: AbortSignal.timeout(timeoutMs),
  });
  outgoing.end(body);
  const [reply] = (await once(outgoing, "response")) as [http.IncomingMessage];
  return { status: reply.statusCode ?? 0, body: await text(reply) };
}
