/** A person takes a conversation over, and gives it back. While they have it the bot listens and says nothing. */
import type { TenantConfig } from "../../shared/tenant.ts";
import type { Answerer } from "../answerer.ts";
import { templateVariables } from "../envelope.ts";
import { notUnderstood } from "../menus/words.ts";
import type { StepParts } from "../ports.ts";
import type { Conversation, Handoff, OpenTurn, Outgoing } from "../record.ts";
import { troubleText } from "../texts.ts";
import { handoffRules } from "./config.ts";
import { backText, handedOverText, misunderstoodText, noticeForStaff } from "./texts.ts";
import { asksForBot, asksForPerson, saysOneOf } from "./words.ts";

export const handoff: Answerer = async (turn, tools, tenant, parts) => {
  const conversation = tools.conversation();
  const now = parts.clock().toISOString();
  if (conversation.handoff) {
    if (asksForBot(turn.text)) {
      tools.change(released());
      parts.log.info("The bot is back: the customer asked for it.");
      return [{ text: backText }];
    }
    tools.change({ handoff: { ...conversation.handoff, lastAt: now } });
    parts.log.info("A person has this conversation; the bot says nothing.");
    return [];
  }
  const { enabled, phrases } = handoffRules(tenant);
  // A turn that a model has begun is a model's to end.
  if (!enabled || turn.rounds.length > 0) return undefined;
  const reason = asksForPerson(turn.text) ? "asked" : saysOneOf(turn.text, phrases) ? "rule" : undefined;
  if (!reason) return undefined;
  tools.change(begun(reason, parts));
  return [{ text: handedOverText }];
};

export function begun(
  reason: Handoff["reason"],
  { clock, metrics, log }: Pick<StepParts, "clock" | "metrics" | "log">,
): Partial<Conversation> {
  const since = clock().toISOString();
  metrics.count("Handoffs");
  log.info(`A person is asked to take the conversation over (${reason}).`, { reason });
  return { handoff: { since, lastAt: since, reason }, misunderstood: undefined };
}

/** What was offered before says nothing any more. */
export function released(): Partial<Conversation> {
  return { handoff: undefined, misunderstood: undefined, menu: undefined };
}

/** Counts the turns in a row that came to nothing; at the restaurant's number of them a person is called. */
export function minded(
  conversation: Conversation,
  replies: readonly Outgoing[],
  tenant: TenantConfig,
  parts: Pick<StepParts, "clock" | "metrics" | "log">,
): { readonly conversation: Conversation; readonly replies: readonly Outgoing[] } {
  if (conversation.handoff || replies.length === 0) return { conversation, replies };
  const failed = replies.some(({ text }) => text === troubleText || text.startsWith(notUnderstood));
  const misunderstood = failed ? (conversation.misunderstood ?? 0) + 1 : undefined;
  const { enabled, afterMisunderstandings } = handoffRules(tenant);
  if (!enabled || (misunderstood ?? 0) < afterMisunderstandings)
    return { conversation: { ...conversation, misunderstood }, replies };
  return {
    conversation: { ...conversation, ...begun("misunderstood", parts) },
    replies: [{ text: misunderstoodText }],
  };
}

/**
 * Tells the restaurant's people on WhatsApp, once a handoff. It may fail: their point of sale shows the conversation all
 * the same.
 */
export async function tellStaff(
  conversation: Conversation,
  turn: OpenTurn,
  tenant: TenantConfig,
  { conversations, messenger, log }: Pick<StepParts, "conversations" | "messenger" | "log">,
): Promise<Conversation> {
  const { handoff: current, customerName = "Um cliente" } = conversation;
  if (!current || current.told) return conversation;
  const { contentSid } = handoffRules(tenant);
  const { accountSid, phoneNumber } = tenant.twilioConfig;
  const text = noticeForStaff(customerName, current.reason, turn.text.replace(/\s+/g, " "));
  const content = contentSid && {
    sid: contentSid,
    variables: templateVariables(customerName, turn.text.slice(0, 200)),
  };
  const told = await Promise.all(
    tenant.notificationConfig.adminPhones.map((to) =>
      messenger({ accountSid, from: phoneNumber, to, text, content: content || undefined }),
    ),
  );
  for (const result of told)
    if (!result.ok)
      log.warn("Somebody of the restaurant could not be told of a handoff.", { ...result.error });
  if (!told.some(({ ok }) => ok)) log.warn("Nobody was told of a handoff but the point of sale.");
  return conversations.save({ ...conversation, handoff: { ...current, told: true } });
}
