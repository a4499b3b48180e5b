/** The customer's message on its way to the restaurant: Twilio's form, its signature, its 15 seconds. */
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import type { Clock } from "../../clock.ts";
import { type Internet, type PublicReply, postPublic } from "../internet.ts";
import type { Outbound } from "./outbound.ts";
import type { TwilioStore } from "./store.ts";
import { messagesIn } from "./twiml.ts";
import type { Delivery, TwilioError, WhatsAppMessage } from "./types.ts";

/** Connect and answer, together. */
const budgetMs = 15_000;

/** The URL that the restaurant's sender is configured with, over which Twilio signs. */
export function webhookUrl(internet: Internet, clientId: string): string {
  return `https://${internet.publicHost}/webhook/twilio/${clientId}`;
}

/** The form of one inbound WhatsApp message; every value is text, as on the wire. */
export function inboundForm(message: WhatsAppMessage, store: TwilioStore): Record<string, string> {
  const { accountSid, phoneNumber } = store.senderOf(message.clientId);
  const form: Record<string, string> = {
    SmsMessageSid: message.sid,
    NumMedia: String(message.media.length),
    ProfileName: store.conversation(message.clientId, message.phone).profileName,
    MessageType: messageType(message),
    SmsSid: message.sid,
    WaId: message.phone.slice(1),
    SmsStatus: "received",
    Body: message.text,
    To: `whatsapp:${phoneNumber}`,
    NumSegments: "1",
    ReferralNumMedia: "0",
    MessageSid: message.sid,
    AccountSid: accountSid,
    From: `whatsapp:${message.phone}`,
    ApiVersion: "2010-04-01",
  };
  if (message.button) {
    form.ButtonText = message.button.text;
    form.ButtonPayload = message.button.payload ?? message.button.text;
  }
  if (message.row) {
    form.ListId = message.row.id;
    form.ListTitle = message.row.title;
  }
  if (message.location) {
    form.Latitude = String(message.location.latitude);
    form.Longitude = String(message.location.longitude);
  }
  for (const [index, { url, contentType }] of message.media.entries()) {
    form[`MediaUrl${index}`] = url;
    form[`MediaContentType${index}`] = contentType ?? "application/octet-stream";
  }
  return form;
}

export interface InboundParts {
  readonly store: TwilioStore;
  readonly clock: Clock;
  readonly internet: Internet;
  readonly outbound: Outbound;
}

/** One attempt; without a fallback URL Twilio makes no other. */
export async function deliver(message: WhatsAppMessage, parts: InboundParts): Promise<Delivery> {
  const { store, clock, internet } = parts;
  const url = webhookUrl(internet, message.clientId);
  const form = inboundForm(message, store);
  const token = store.token(form.AccountSid!)!;
  const reply = await postPublic(internet, clock, {
    url,
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      accept: "*/*",
      "user-agent": "TwilioProxy/1.1",
      "i-twilio-idempotency-token": message.sid,
      "x-twilio-signature": getExpectedTwilioSignature(token, url, form),
    },
    body: new URLSearchParams(form).toString(),
    budgetMs,
  });
  const problem = problemOf(reply);
  const error = problem && store.logError(logEntry(problem, reply, message, url, clock));
  const updated = store.update(message.sid, {
    viaRegion: reply.region ?? message.viaRegion,
    errorCode: error?.code,
  });
  if (!error && reply.ok) answer(reply.body, message, reply.region, parts);
  return {
    message: updated,
    httpStatus: reply.ok ? reply.status : undefined,
    viaRegion: reply.region,
    error,
  };
}

/** What the debugger would say of the answer; undefined when it is a good one. */
function problemOf(reply: PublicReply): { code: number; message: string } | undefined {
  if (!reply.ok) return { code: 11205, message: `HTTP connection failure: ${reply.reason}` };
  if (reply.status < 200 || reply.status >= 300) {
    return { code: 11200, message: `Got HTTP ${reply.status} response` };
  }
  if (reply.body.trim() === "") return undefined;
  const type = reply.headers["content-type"] ?? "";
  if (!/^(text|application)\/xml\b/.test(type)) {
    return { code: 12300, message: `Invalid Content-Type: attempt to read TwiML from "${type}"` };
  }
  return messagesIn(reply.body) ? undefined : { code: 12100, message: "Document parse failure" };
}

function answer(twiml: string, message: WhatsAppMessage, region: string | undefined, parts: InboundParts) {
  const sender = parts.store.senderOf(message.clientId);
  for (const { body, mediaUrls } of messagesIn(twiml) ?? []) {
    parts.outbound.send({ sender, to: message.phone, body, mediaUrls }, region);
  }
}

function logEntry(
  problem: { code: number; message: string },
  reply: PublicReply,
  message: WhatsAppMessage,
  url: string,
  clock: Clock,
): TwilioError {
  return {
    ...problem,
    at: clock.now(),
    clientId: message.clientId,
    messageSid: message.sid,
    url,
    httpStatus: reply.ok ? reply.status : undefined,
  };
}

function messageType(message: WhatsAppMessage): string {
  if (message.button) return "button";
  if (message.row) return "interactive";
  if (message.location) return "location";
  const kind = message.media[0]?.contentType?.split("/")[0];
  return kind === undefined ? "text" : kind === "application" ? "document" : kind;
}
