/** Twilio's form: what an inbound WhatsApp message carries, and the message that the conversation receives. */
import * as z from "zod/mini";
import { type ApiEvent, bodyOf, headerOf } from "../shared/events.ts";
import { conversationIdOf } from "../shared/identity.ts";
import type { InboundMessage } from "../shared/messages.ts";

/** Every parameter as it came, the unknown ones too: the signature covers them all. */
export type FormParameters = Readonly<Record<string, string | string[]>>;

const channel = "whatsapp:";
const whatsAppNumber = z.string().check(z.regex(/^whatsapp:\+\d{8,15}$/, "expected whatsapp:+<digits>"));
const coordinate = z.optional(z.string().check(z.regex(/^-?\d{1,3}(\.\d+)?$/, "expected decimal degrees")));

/** Twilio adds parameters without notice, so others are let through. */
const TwilioForm = z.looseObject({
  MessageSid: z.string().check(z.regex(/^(SM|MM)[0-9a-f]{32}$/, "expected SM and 32 hexadecimal digits")),
  AccountSid: z.string().check(z.regex(/^AC[0-9a-f]{32}$/, "expected AC and 32 hexadecimal digits")),
  From: whatsAppNumber,
  To: whatsAppNumber,
  Body: z._default(z.string(), ""),
  ProfileName: z.optional(z.string()),
  ButtonText: z.optional(z.string()),
  ListTitle: z.optional(z.string()),
  NumMedia: z._default(z.string().check(z.regex(/^\d{1,2}$/, "expected a number")), "0"),
  Latitude: coordinate,
  Longitude: coordinate,
});
export type TwilioForm = z.infer<typeof TwilioForm>;

export type ParsedForm =
  | { readonly ok: true; readonly parameters: FormParameters; readonly form: TwilioForm }
  /** One sentence for the log; it names parameters, never their values. */
  | { readonly ok: false; readonly problem: string };

export function parseForm(event: ApiEvent): ParsedForm {
  const type = headerOf(event.headers, "content-type") ?? "";
  if (!type.toLowerCase().startsWith("application/x-www-form-urlencoded")) {
    return { ok: false, problem: `The body is "${type}", expected application/x-www-form-urlencoded.` };
  }
  const parameters: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(bodyOf(event))) {
    const known = parameters[key];
    parameters[key] = known === undefined ? value : [known, value].flat();
  }
  const parsed = TwilioForm.safeParse(parameters);
  if (parsed.success) return { ok: true, parameters, form: parsed.data };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return { ok: false, problem: `The form is no WhatsApp message of Twilio's: ${problems.join("; ")}.` };
}

export interface Arrival {
  readonly clientId: string;
  readonly receivedAt: Date;
  readonly traceId?: string;
}

export function inboundMessage(form: TwilioForm, { clientId, receivedAt, traceId }: Arrival): InboundMessage {
  const phone = withoutChannel(form.From);
  return {
    v: 1,
    kind: "inbound",
    clientId,
    conversationId: conversationIdOf(clientId, phone),
    messageSid: form.MessageSid,
    phone,
    profileName: form.ProfileName || undefined,
    text: form.ButtonText || form.ListTitle || form.Body,
    media: mediaOf(form),
    location:
      form.Latitude !== undefined && form.Longitude !== undefined
        ? { latitude: Number(form.Latitude), longitude: Number(form.Longitude) }
        : undefined,
    receivedAt: receivedAt.toISOString(),
    traceId,
  };
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
