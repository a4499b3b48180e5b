/** Twilio's webhook as API Gateway hands it to the function, and the function's parts. */
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import type { ApiEvent } from "../../../handlers/shared/events.ts";
import { type WebhookParts, webhookHandler } from "../../../handlers/webhook/receive.ts";
import {
  accountSid,
  clientId,
  restaurantPhone,
  secretOf,
  tenant,
  tenantsOf,
  testClock,
  testLog,
  testMetrics,
  testQueues,
  testReceipts,
} from "./fakes.ts";

export const publicBaseUrl = "https://api.test.example";
export const authToken = "a".repeat(32);
export const customerPhone = "+5511987654321";
export const messageSid = `SM${"00ff".repeat(8)}`;

export type Form = Readonly<Record<string, string>>;

export function form(changes: Form = {}): Form {
  return {
    MessageSid: messageSid,
    AccountSid: accountSid,
    From: `whatsapp:${customerPhone}`,
    To: `whatsapp:${restaurantPhone}`,
    Body: "Quero uma pizza de calabresa",
    ProfileName: "Maria",
    NumMedia: "0",
    ApiVersion: "2010-04-01",
    ...changes,
  };
}

export interface Posted {
  readonly path?: string;
  readonly token?: string;
  readonly base64?: boolean;
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export function posted(fields: Form = form(), how: Posted = {}): ApiEvent {
  const path = how.path ?? `/webhook/${clientId}`;
  const body = new URLSearchParams(fields).toString();
  const signature =
    how.signature ?? getExpectedTwilioSignature(how.token ?? authToken, `${publicBaseUrl}${path}`, fields);
  return {
    httpMethod: "POST",
    path,
    headers: {
      "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
      "X-Twilio-Signature": signature,
      "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678",
      ...how.headers,
    },
    pathParameters: { clientId: path.split("/").at(-1) },
    body: how.base64 ? Buffer.from(body).toString("base64") : body,
    isBase64Encoded: how.base64 ?? false,
  };
}

/** The webhook in us-east-1, and everything that it did. */
export function webhook(changes: Partial<WebhookParts> = {}, unreachable: readonly string[] = []) {
  const { queues, sent } = testQueues(...unreachable);
  const { receipts, ids } = testReceipts();
  const { log, entries } = testLog();
  const { metrics, written } = testMetrics();
  const handler = webhookHandler({
    tenants: tenantsOf(tenant()),
    secret: secretOf({ [accountSid]: { authToken } }),
    receipts,
    queues,
    active: { current: async () => "us-east-1" },
    region: "us-east-1",
    publicBaseUrl,
    inboxQueue: "chatbot-inbox.fifo",
    clock: testClock().clock,
    metrics,
    log,
    ...changes,
  });
  return { handler, sent, receipts: ids, entries, written };
}
