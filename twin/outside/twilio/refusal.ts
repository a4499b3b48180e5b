/** What Twilio refuses when a message is created, with Twilio's codes. */
import { type RenderedContent, renderContent } from "./content.ts";
import type { TwilioStore } from "./store.ts";
import type { Sender } from "./types.ts";

export interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly status: number;
}

export interface NewMessage {
  readonly sender: Sender;
  /** "+55…", or a WhatsApp user id */
  readonly to: string;
  readonly body: string;
  readonly mediaUrls: readonly string[];
  /** What `body` was made of. */
  readonly content?: {
    readonly sid: string;
    readonly approved: boolean;
    readonly choices?: RenderedContent["choices"];
  };
  readonly statusCallback?: string;
}

/** Characters of a message's body. */
const bodyLimit = 1600;
const e164 = /^\+[1-9]\d{9,14}$/;
/** Of whoever hides their phone number: the country's code and the id that they have for this business. */
const userId = /^[A-Z]{2}\.[0-9A-Za-z]{1,128}$/;
const channelPrefix = "whatsapp:";

/** The JSON that goes with a refusal. */
export function errorBody(refusal: Refusal) {
  return { ...refusal, more_info: `https://www.twilio.com/docs/errors/${refusal.code}` };
}

export function checkNewMessage(
  form: URLSearchParams,
  accountSid: string,
  store: TwilioStore,
): { ok: true; value: NewMessage } | { ok: false; refusal: Refusal } {
  const refuse = (code: number, message: string) =>
    ({ ok: false, refusal: { code, message, status: 400 } }) as const;
  const to = form.get("To") ?? "";
  const from = form.get("From") ?? "";
  const contentSid = form.get("ContentSid") ?? "";
  const given = form.get("Body") ?? "";
  const mediaUrls = form.getAll("MediaUrl");
  if (!to) return refuse(21604, "A 'To' phone number is required.");
  if (!from) return refuse(21603, "A 'From' phone number is required.");
  if (!given && !contentSid && mediaUrls.length === 0) return refuse(21602, "Message body is required.");
  if (to.startsWith(channelPrefix) !== from.startsWith(channelPrefix)) {
    return refuse(21910, "Invalid From and To pair. From and To should be of the same channel");
  }
  const recipient = to.replace(channelPrefix, "");
  const onWhatsApp = to.startsWith(channelPrefix);
  if (!e164.test(recipient) && !(onWhatsApp && userId.test(recipient)))
    return refuse(21211, `The 'To' number ${to} is not a valid phone number.`);
  if (!from.startsWith(channelPrefix)) {
    return refuse(
      21606,
      `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number for this destination/account combination.`,
    );
  }
  const sender = store.sender(from.slice(channelPrefix.length));
  if (sender?.accountSid !== accountSid) {
    return refuse(63007, "Twilio could not find a Channel with the specified From address");
  }
  const content = sender.contents?.[contentSid];
  if (contentSid && !content) return refuse(21655, `The ContentSid ${contentSid} is invalid.`);
  const rendered = content && renderContent(content, form.get("ContentVariables") ?? "");
  if (content && !rendered) return refuse(21656, "The ContentVariables parameter is invalid.");
  const body = rendered?.text ?? given;
  if ([...body].length > bodyLimit) {
    return refuse(21617, `The concatenated message body exceeds the ${bodyLimit} character limit`);
  }
  // A WhatsApp message carries one medium at most.
  if (mediaUrls.length > 1) return refuse(21623, "Number of media files exceeds allowed limit");
  const badUrl = mediaUrls.find((url) => !isHttp(url));
  if (badUrl !== undefined) return refuse(21620, "Invalid media URL(s)");
  const statusCallback = form.get("StatusCallback") || undefined;
  if (statusCallback && !isHttp(statusCallback)) {
    return refuse(21609, `The 'StatusCallback' URL ${statusCallback} is not a valid URL.`);
  }
  return {
    ok: true,
    value: {
      sender,
      to: recipient,
      body,
      mediaUrls,
      content: content && { sid: contentSid, approved: content.approved, choices: rendered?.choices },
      statusCallback,
    },
  };
}

function isHttp(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === "https:" || url?.protocol === "http:";
}
