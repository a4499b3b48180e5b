/**
 * Sends what a conversation has to say. Twilio has no idempotency key, so a message may be sent twice or not at all
 * when the function ends between the sending and its record. Twice is chosen: each message is on the record before it
 * is sent and leaves it when Twilio has accepted it, so that a crash repeats one message at most and loses none.
 */
import type { Log } from "../shared/logger.ts";
import type { TenantConfig } from "../shared/tenant.ts";
import { asText, envelopeOf } from "./envelope.ts";
import type { ConversationParts, SendError } from "./ports.ts";
import type { Conversation, Outgoing } from "./record.ts";
import { RetryLater } from "./retry-later.ts";
import { treatmentOf } from "./twilio-errors.ts";

/** Twilio fetches the medium when it sends the message, which may be queued for hours. */
const mediaSeconds = 6 * 60 * 60;
/** Twilio says of a message within minutes that it failed. */
const rememberedSent = 8;

export type DeliverParts = Pick<
  ConversationParts,
  "conversations" | "messenger" | "mediaLinks" | "publicBaseUrl" | "clock" | "metrics"
>;

/** Throws when Twilio cannot take a message now; what was not sent stays on the record. */
export async function deliver(
  conversation: Conversation,
  tenant: TenantConfig,
  parts: DeliverParts,
  log: Log,
): Promise<Conversation> {
  let current = conversation;
  while (current.outgoing[0]) {
    current = await parts.conversations.save(await send(current.outgoing[0], current, tenant, parts, log));
  }
  return current;
}

/** The conversation without its first message, or with another try of it in its place. */
async function send(
  message: Outgoing,
  conversation: Conversation,
  tenant: TenantConfig,
  parts: DeliverParts,
  log: Log,
): Promise<Conversation> {
  const rest = conversation.outgoing.slice(1);
  const data = { notice: message.notice?.name };
  if (conversation.undeliverable) {
    log.warn(`Not sent: the customer is ${conversation.undeliverable.why}.`, data);
    return { ...conversation, outgoing: rest };
  }
  const envelope = envelopeOf(message, conversation, tenant.twilioConfig, parts.clock());
  if (!envelope.ok) {
    log.warn(`Not sent. ${envelope.problem}`, data);
    parts.metrics.count("MessagesNotSent");
    return { ...conversation, outgoing: rest };
  }
  const { content, free } = envelope;
  const result = await parts.messenger({
    accountSid: tenant.twilioConfig.accountSid,
    from: tenant.twilioConfig.phoneNumber,
    to: conversation.phone,
    text: asText(message),
    mediaUrl: message.mediaKey && (await parts.mediaLinks.link(message.mediaKey, mediaSeconds)),
    content,
    statusCallback: `${parts.publicBaseUrl}/webhook/twilio/${tenant.clientId}/status`,
  });
  if (result.ok) {
    log.info("Sent a message.", { ...data, messageSid: result.sid, characters: message.text.length });
    const sent = [...(conversation.sent ?? []), { sid: result.sid || "unknown", message }];
    return { ...conversation, outgoing: rest, sent: sent.slice(-rememberedSent) };
  }
  if (free && content && result.error.kind === "refused" && treatmentOf(result.error) === "give_up") {
    log.error("Twilio refuses the content with choices; it goes as text.", { ...result.error });
    const { choices: _choices, quickReplies: _quickReplies, ...plain } = message;
    return { ...conversation, outgoing: [{ ...plain, text: asText(message) }, ...rest] };
  }
  return afterFailure(message, result.error, { ...conversation, outgoing: rest }, parts, log);
}

/**
 * What a failure makes of the conversation, whose `outgoing` has the message no more.
 * @throws RetryLater when the message is to stay where it was.
 */
export function afterFailure(
  message: Outgoing,
  error: SendError,
  conversation: Conversation,
  { clock, metrics }: Pick<DeliverParts, "clock" | "metrics">,
  log: Log,
): Conversation {
  const treatment = treatmentOf(error);
  const data = { ...error, notice: message.notice?.name };
  switch (treatment) {
    case "later":
      throw new RetryLater(`A reply could not be sent and stays with the conversation. ${error.message}`);
    case "template":
      // Once: a template that fails like this would fail for ever.
      if (message.notice && !message.viaTemplate) {
        log.info("The customer's 24 h are over; the notice goes as a template.", data);
        return {
          ...conversation,
          outgoing: [{ ...message, viaTemplate: true }, ...conversation.outgoing],
        };
      }
      break;
    case "opted_out":
    case "unreachable":
      log.warn(`The customer is ${treatment}; nothing is sent until they write again.`, data);
      metrics.count("CustomersUnreachable");
      return {
        ...conversation,
        outgoing: [],
        undeliverable: { why: treatment, code: error.code, at: clock().toISOString() },
      };
  }
  log.error("Twilio refuses a message; it is dropped.", data);
  metrics.count("MessagesNotSent");
  return conversation;
}
