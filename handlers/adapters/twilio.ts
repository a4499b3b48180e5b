/** Twilio's REST API: a WhatsApp message to a customer. */
import * as z from "zod/mini";
import type { Messenger, SendError, SendResult, WhatsAppMessage } from "../conversation/ports.ts";
import type { TwilioSecret } from "../shared/secrets.ts";
import type { Secret } from "./secrets.ts";

const Created = z.object({ sid: z.string() });
const Refusal = z.object({ code: z.optional(z.number()), message: z.optional(z.string()) });

const timeoutMs = 6_000;
const pauseMs = 300;

/** @param baseUrl without a trailing slash. */
export function openMessenger(
  baseUrl: string,
  secret: Secret<TwilioSecret>,
  pause: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Messenger {
  return async (message) => {
    const known = (await secret.read())[message.accountSid]?.authToken;
    const first = await send(baseUrl, message, known);
    if (first.ok || first.error.kind === "refused") return first;
    if (first.error.kind === "unauthorized") return sendAnew(baseUrl, message, known, await secret.refresh());
    // Everything else may have passed.
    await pause(pauseMs);
    return send(baseUrl, message, known);
  };
}

/** The token may just have been rotated: with the one that replaced it, and then with the one that replaces it now. */
async function sendAnew(
  baseUrl: string,
  message: WhatsAppMessage,
  refused: string | undefined,
  secret: TwilioSecret,
): Promise<SendResult> {
  const { authToken, nextAuthToken } = secret[message.accountSid] ?? {};
  const untried = [authToken, nextAuthToken].filter((token) => token !== undefined && token !== refused);
  let sent = await send(baseUrl, message, untried[0] ?? authToken);
  if (!sent.ok && sent.error.kind === "unauthorized" && untried[1]) {
    sent = await send(baseUrl, message, untried[1]);
  }
  return sent;
}

async function send(
  baseUrl: string,
  message: WhatsAppMessage,
  token: string | undefined,
): Promise<SendResult> {
  const { accountSid, from, to, text, mediaUrl, content, statusCallback } = message;
  if (token === undefined) {
    return failure(
      "unauthorized",
      `The Twilio secret holds no token of account ${accountSid}: add {"${accountSid}":{"authToken":"…"}} to it.`,
    );
  }
  let reply: Response;
  let body: string;
  try {
    reply = await fetch(`${baseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString("base64")}`,
        accept: "application/json",
      },
      body: new URLSearchParams({
        From: `whatsapp:${from}`,
        To: `whatsapp:${to}`,
        // With a content Twilio refuses a body or a medium outside the customer's 24 h, and ignores them within.
        ...(content
          ? { ContentSid: content.sid, ContentVariables: JSON.stringify(content.variables) }
          : { ...(text && { Body: text }), ...(mediaUrl && { MediaUrl: mediaUrl }) }),
        ...(statusCallback && { StatusCallback: statusCallback }),
      }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = await reply.text();
  } catch (error) {
    return failure(
      "unreachable",
      `Twilio did not answer: ${error instanceof Error ? error.message : error}.`,
    );
  }
  if (reply.ok) {
    const created = Created.safeParse(json(body));
    return { ok: true, sid: created.success ? created.data.sid : "" };
  }
  const parsed = Refusal.safeParse(json(body));
  const { code, message: reason = "no reason given" } = parsed.success ? parsed.data : {};
  return failure(kindOf(reply.status), `Twilio answered HTTP ${reply.status}: ${reason}`, code);
}

/** Only a 400 is about the message itself; any other refusal is ours or Twilio's to mend, and the message waits. */
function kindOf(status: number): SendError["kind"] {
  if (status === 400) return "refused";
  if (status === 429) return "throttled";
  return status >= 401 && status <= 404 ? "unauthorized" : "unavailable";
}

function failure(kind: SendError["kind"], message: string, code?: number): SendResult {
  return { ok: false, error: { kind, message, code } };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
