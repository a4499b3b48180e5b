/**
 * Sends what a conversation has to say. Twilio has no idempotency key, so a message may be sent twice or not at all
 * when the function ends between the sending and its record. Twice is chosen: each message is on the record before it
 * is sent and leaves it when Twilio has accepted it, so that a crash repeats one message at most and loses none.
 */
import type { Log } from "../shared/logger.ts";
import type { TenantConfig } from "../shared/tenant.ts";
import type { ConversationParts } from "./ports.ts";
import type { Conversation } from "./record.ts";

/** Twilio fetches the medium when it sends the message, which may be queued for hours. */
const mediaSeconds = 6 * 60 * 60;

type DeliverParts = Pick<ConversationParts, "conversations" | "messenger" | "mediaLinks">;

/** Throws when Twilio cannot take a message now; what was not sent stays on the record. */
export async function deliver(
  conversation: Conversation,
  tenant: TenantConfig,
  { conversations, messenger, mediaLinks }: DeliverParts,
  log: Log,
): Promise<Conversation> {
  let current = conversation;
  for (const { text, mediaKey } of conversation.outgoing) {
    const sent = await messenger({
      accountSid: tenant.twilioConfig.accountSid,
      from: tenant.twilioConfig.phoneNumber,
      to: conversation.phone,
      text,
      mediaUrl: mediaKey && (await mediaLinks.link(mediaKey, mediaSeconds)),
    });
    if (!sent.ok && sent.error.kind !== "refused") {
      throw new Error(`A reply could not be sent and stays with the conversation. ${sent.error.message}`);
    }
    if (sent.ok) log.info("Sent a message.", { messageSid: sent.sid, characters: text.length });
    // It will never be taken: the ones behind it need not wait.
    else log.error("Twilio refuses a message; it is dropped.", { ...sent.error });
    current = await conversations.save({ ...current, outgoing: current.outgoing.slice(1) });
  }
  return current;
}
