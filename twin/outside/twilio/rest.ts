/** Twilio's REST API, as far as a WhatsApp bot uses it: create a message, fetch a message; rotate an auth token. */
import { Hono } from "hono";
import type { TwinEvents } from "../../events.ts";
import type { MediaStorage } from "./media-storage.ts";
import type { Outbound } from "./outbound.ts";
import { checkNewMessage, errorBody, type Refusal } from "./refusal.ts";
import type { TwilioStore } from "./store.ts";
import type { WhatsAppMessage } from "./types.ts";

export const authenticate: Refusal = { code: 20003, message: "Authenticate", status: 401 };

/** Mounted at "/" and at "/via/<region>". */
export function restApi(
  store: TwilioStore,
  outbound: Outbound,
  media: MediaStorage,
  events: TwinEvents,
): Hono {
  const api = new Hono();
  const account = "/2010-04-01/Accounts/:account";

  // The account itself included: "/2010-04-01/Accounts/AC….json".
  api.use(`${account}/*`, async (context, next) => {
    const sid = context.req.param("account").replace(".json", "");
    if (callerOf(context.req.header("authorization"), store) !== sid)
      return context.json(errorBody(authenticate), 401);
    const action = `${context.req.method} ${context.req.path}`;
    events.emit("call", { at: "outside", service: "twilio", action, principal: sid });
    await next();
  });

  api.get("/2010-04-01/Accounts/:file{AC[0-9a-f]{32}\\.json}", (context) =>
    context.json({ sid: context.req.param("file").replace(".json", ""), status: "active", type: "Full" }),
  );

  api.post(`${account}/Messages.json`, async (context) => {
    const accountSid = context.req.param("account");
    const isForm = context.req.header("content-type")?.startsWith("application/x-www-form-urlencoded");
    const form = new URLSearchParams(isForm ? await context.req.text() : "");
    const { refuse } = outbound.faults;
    if (refuse) {
      const { status, code } = refuse;
      const body = errorBody({ code, message: "The stand-in was told to refuse.", status });
      return context.json(body, status as 400);
    }
    const checked = checkNewMessage(form, accountSid, store);
    if (!checked.ok) return context.json(errorBody(checked.refusal), 400);
    const { region } = context.req.param() as { region?: string };
    const message = outbound.send(checked.value, region);
    return context.json(resource(message, store), 201);
  });

  api.get(`${account}/Messages/:file{SM[0-9a-f]{32}\\.json}`, (context) => {
    const message = store.find(context.req.param("file").replace(".json", ""));
    if (!message || store.senderOf(message.clientId).accountSid !== context.req.param("account")) {
      return context.json(notFound(context.req.path), 404);
    }
    return context.json(resource(message, store));
  });

  // Twilio's storage is elsewhere, behind a signed URL.
  api.get(`${account}/Messages/:message/Media/:medium`, (context) => {
    const medium = context.req.param("medium");
    return media.find(medium) ? context.redirect(`/media-storage/${medium}`, 307) : context.notFound();
  });

  api.get("/media-storage/:medium", (context) => {
    if (context.req.header("authorization")) {
      return context.text("Only one auth mechanism allowed", 400);
    }
    const found = media.find(context.req.param("medium"));
    if (!found) return context.notFound();
    return context.body(new Uint8Array(found.content), 200, { "content-type": found.contentType });
  });

  return api;
}

/** The account whose sid and token, primary or secondary, the request carries. */
export function callerOf(authorization: string | undefined, store: TwilioStore): string | undefined {
  const [sid = "", token = ""] = Buffer.from(authorization?.replace(/^Basic /, "") ?? "", "base64")
    .toString()
    .split(":");
  return store.accepts(sid, token) ? sid : undefined;
}

/** Twilio's answer to a path that it does not know. */
export function notFound(path: string) {
  return errorBody({ code: 20404, message: `The requested resource ${path} was not found`, status: 404 });
}

/** Twilio's Message resource. */
function resource(message: WhatsAppMessage, store: TwilioStore) {
  const { accountSid, phoneNumber } = store.senderOf(message.clientId);
  const customer = `whatsapp:${message.phone}`;
  const restaurant = `whatsapp:${phoneNumber}`;
  const inbound = message.direction === "inbound";
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  const date = new Date(message.at).toUTCString().replace("GMT", "+0000");
  return {
    account_sid: accountSid,
    api_version: "2010-04-01",
    body: message.text,
    date_created: date,
    date_sent: message.status === "queued" ? null : date,
    date_updated: date,
    direction: inbound ? "inbound" : "outbound-api",
    error_code: message.errorCode ?? null,
    error_message: null,
    from: inbound ? customer : restaurant,
    messaging_service_sid: null,
    num_media: String(message.media.length),
    num_segments: "1",
    price: null,
    price_unit: "USD",
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: inbound ? restaurant : customer,
    uri: `${uri}.json`,
  };
}
