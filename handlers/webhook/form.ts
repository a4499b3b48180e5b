/** Twilio's form: what an inbound WhatsApp message carries, and the message that the conversation receives. */
import * as z from "zod/mini";
import { type ApiEvent, bodyOf, headerOf } from "../shared/events.ts";
import { conversationIdOf } from "../shared/identity.ts";
import { maskWritten } from "../shared/mask.ts";
import type { DeliveryReport, InboundMessage } from "../shared/messages.ts";
import { Location } from "../shared/order-api.ts";
import { problemsOf } from "../shared/problems.ts";
import { documentIn } from "./documents-said.ts";

/** Every parameter as it came, the unknown ones too: the signature covers them all. */
export type FormParameters = Readonly<Record<string, string | string[]>>;

const channel = "whatsapp:";
const whatsAppNumber = z.string().check(z.regex(/^whatsapp:\+\d{8,15}$/, "expected whatsapp:+<digits>"));
/** A customer's: a phone number, or, of whoever hides it, the id that WhatsApp gives them for this business. */
const sender = z
  .string()
  .check(
    z.regex(
      /^whatsapp:(\+\d{8,15}|[A-Z]{2}\.[0-9A-Za-z]{1,128})$/,
      "expected whatsapp:+<digits> or a user id",
    ),
  );
const coordinate = z.optional(z.string().check(z.regex(/^-?\d{1,3}(\.\d+)?$/, "expected decimal degrees")));

/** Twilio adds parameters without notice, so others are let through. */
const TwilioForm = z.looseObject({
  MessageSid: z.string().check(z.regex(/^(SM|MM)[0-9a-f]{32}$/, "expected SM and 32 hexadecimal digits")),
  AccountSid: z.string().check(z.regex(/^AC[0-9a-f]{32}$/, "expected AC and 32 hexadecimal digits")),
  From: sender,
  To: whatsAppNumber,
  Body: z._default(z.string(), ""),
  ProfileName: z.optional(z.string()),
  ButtonText: z.optional(z.string()),
  ButtonPayload: z.optional(z.string()),
  ListTitle: z.optional(z.string()),
  ListId: z.optional(z.string()),
  /** JSON, for some kinds of lists and buttons. */
  InteractiveData: z.optional(z.string()),
  NumMedia: z._default(z.string().check(z.regex(/^\d{1,2}$/, "expected a number")), "0"),
  Latitude: coordinate,
  Longitude: coordinate,
});
export type TwilioForm = z.infer<typeof TwilioForm>;

/** What became of a message of ours. */
const StatusForm = z.looseObject({
  MessageSid: z.string().check(z.regex(/^(SM|MM)[0-9a-f]{32}$/, "expected SM and 32 hexadecimal digits")),
  AccountSid: z.string().check(z.regex(/^AC[0-9a-f]{32}$/, "expected AC and 32 hexadecimal digits")),
  From: whatsAppNumber,
  To: sender,
  MessageStatus: z.string().check(z.minLength(1)),
  ErrorCode: z.optional(z.string().check(z.regex(/^\d{4,6}$/, "expected a number"))),
});
export type StatusForm = z.infer<typeof StatusForm>;

export type Parsed<Form> =
  | { readonly ok: true; readonly parameters: FormParameters; readonly form: Form }
  /** One sentence for the log; it names parameters, never their values. */
  | { readonly ok: false; readonly problem: string };

export function parseForm(event: ApiEvent): Parsed<TwilioForm> {
  return parse(event, TwilioForm, "WhatsApp message");
}

export function parseStatusForm(event: ApiEvent): Parsed<StatusForm> {
  return parse(event, StatusForm, "status callback");
}

function parse<T>(event: ApiEvent, schema: z.ZodMiniType<T>, what: string): Parsed<T> {
  const type = headerOf(event.headers, "content-type") ?? "";
  if (!type.toLowerCase().startsWith("application/x-www-form-urlencoded")) {
    return { ok: false, problem: `The body is "${type}", expected application/x-www-form-urlencoded.` };
  }
  const parameters: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(bodyOf(event))) {
    const known = parameters[key];
    parameters[key] = known === undefined ? value : [known, value].flat();
  }
  const parsed = schema.safeParse(parameters);
  if (parsed.success) return { ok: true, parameters, form: parsed.data };
  const problems = problemsOf(parsed.error);
  return { ok: false, problem: `The form is no ${what} of Twilio's: ${problems.join("; ")}.` };
}

export interface Arrival {
  readonly clientId: string;
  readonly receivedAt: Date;
  readonly traceId?: string;
}

/** Seals a text for a conversation. */
export type Seal = (text: string, conversationId: string) => Promise<string>;

export async function inboundMessage(
  form: TwilioForm,
  { clientId, receivedAt, traceId }: Arrival,
  seal: Seal,
): Promise<InboundMessage> {
  const phone = withoutChannel(form.From);
  const conversationId = conversationIdOf(clientId, phone);
  const { choice, title } = choiceOf(form);
  const document = documentIn(form.Body);
  return {
    v: 1,
    kind: "inbound",
    clientId,
    conversationId,
    messageSid: form.MessageSid,
    phone,
    profileName: form.ProfileName ? maskWritten(form.ProfileName) : undefined,
    text: maskWritten(title || form.Body),
    choice,
    sealedDocument: document && (await seal(document, conversationId)),
    media: mediaOf(form),
    location: locationOf(form),
    receivedAt: receivedAt.toISOString(),
    traceId,
  };
}

/** undefined also for a place that is nowhere on earth: what was written with it is read all the same. */
function locationOf({ Latitude, Longitude }: TwilioForm): InboundMessage["location"] {
  if (Latitude === undefined || Longitude === undefined) return undefined;
  return Location.safeParse({ latitude: Number(Latitude), longitude: Number(Longitude) }).data;
}

/** undefined when the message arrived or is on its way: there is nothing to do. */
export function deliveryReport(
  form: StatusForm,
  { clientId, receivedAt, traceId }: Arrival,
): DeliveryReport | undefined {
  const { MessageStatus: status } = form;
  if (status !== "failed" && status !== "undelivered") return undefined;
  const phone = withoutChannel(form.To);
  return {
    v: 1,
    kind: "delivery",
    clientId,
    conversationId: conversationIdOf(clientId, phone),
    phone,
    messageSid: form.MessageSid,
    status,
    errorCode: form.ErrorCode === undefined ? undefined : Number(form.ErrorCode),
    receivedAt: receivedAt.toISOString(),
    traceId,
  };
}

const Reply = z.looseObject({ id: z.optional(z.string()), title: z.optional(z.string()) });
const Interactive = z.looseObject({ list_reply: z.optional(Reply), button_reply: z.optional(Reply) });

/** What was tapped, in whichever of Twilio's three ways it says so. */
function choiceOf(form: TwilioForm): { readonly choice?: { readonly id: string }; readonly title?: string } {
  const interactive = Interactive.safeParse(json(form.InteractiveData ?? ""));
  const { list_reply, button_reply } = interactive.success ? interactive.data : {};
  const reply = list_reply ?? button_reply;
  const id = form.ListId || form.ButtonPayload || reply?.id;
  return {
    choice: id ? { id: maskWritten(id) } : undefined,
    title: form.ButtonText || form.ListTitle || reply?.title,
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function withoutChannel(address: string): string {
  return address.slice(channel.length);
}

function mediaOf(form: TwilioForm): InboundMessage["media"] {
  return Array.from({ length: Number(form.NumMedia) }, (_, index) => ({
    url: form[`MediaUrl${index}`],
    contentType: form[`MediaContentType${index}`] ?? "application/octet-stream",
  })).filter(
    (media): media is { url: string; contentType: string } =>
      typeof media.url === "string" && typeof media.contentType === "string",
  );
}
