/** How a message may reach its customer at this moment: as it is, as an approved template, or not at all. */
import type { TenantConfig } from "../shared/tenant.ts";
import type { WhatsAppMessage } from "./ports.ts";
import type { Conversation, Outgoing } from "./record.ts";

export type Envelope =
  | { readonly ok: true; readonly content?: WhatsAppMessage["content"]; readonly free: boolean }
  /** A sentence for the log. */
  | { readonly ok: false; readonly problem: string };

/** WhatsApp takes free-form messages this long after the customer's last one. */
const windowMs = 24 * 60 * 60 * 1000;

export function envelopeOf(
  message: Outgoing,
  { lastInboundAt }: Pick<Conversation, "lastInboundAt">,
  { templates, choices }: TenantConfig["twilioConfig"],
  now: Date,
): Envelope {
  // Of a customer whose last message is not known only Twilio can tell.
  const inside = lastInboundAt === undefined || now.getTime() - Date.parse(lastInboundAt) < windowMs;
  if (inside && !message.viaTemplate) {
    const offered = message.choices ?? message.quickReplies ?? [];
    // A title that would be cut, and lose its price, is better read whole.
    const titleLength = offered.length <= buttonsAtMost ? buttonLength : rowLength;
    const fits =
      message.text.length <= bodyLength && offered.every(({ title }) => title.length <= titleLength);
    const sid = fits ? choices?.[String(offered.length)] : undefined;
    return {
      ok: true,
      free: true,
      content: sid ? { sid, variables: choiceVariables(message.text, offered) } : undefined,
    };
  }
  const { notice } = message;
  if (!notice) {
    return {
      ok: false,
      problem: "The customer has not written for 24 h, and it is no notice with a template.",
    };
  }
  const sid = templates?.[notice.name];
  if (!sid) {
    return {
      ok: false,
      problem: `The customer has not written for 24 h, and twilioConfig.templates names none for ${notice.name}.`,
    };
  }
  return { ok: true, free: false, content: { sid, variables: templateVariables(...notice.variables) } };
}

/** "1", "2", …: WhatsApp refuses a variable of an approved template with a new line, a tab or many spaces in it. */
export function templateVariables(...values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    values.map((value, index) => [String(index + 1), value.replace(/\s+/g, " ").trim() || "–"]),
  );
}

/** WhatsApp's limits: so many choices are buttons and more are a list's rows, each with a title; and the text above them. */
const buttonsAtMost = 3;
const buttonLength = 20;
const rowLength = 24;
const bodyLength = 1_024;

/** "1": the text; then each choice's title and id. */
function choiceVariables(
  text: string,
  choices: NonNullable<Outgoing["choices"]>,
): Readonly<Record<string, string>> {
  const values = [text, ...choices.flatMap(({ id, title }) => [title, id])];
  return Object.fromEntries(values.map((value, index) => [String(index + 1), value]));
}

/** The text as it is sent without buttons: the choices follow, numbered. */
export function asText({ text, choices = [] }: Outgoing): string {
  const lines = choices.map(({ title }, index) => `*${index + 1}* – ${title}`);
  return [text, ...(lines.length > 0 ? [lines.join("\n")] : [])].join("\n\n");
}
