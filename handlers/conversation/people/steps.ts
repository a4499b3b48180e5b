/** What people of the restaurant and the clock do to a conversation. */
import type { StaffMessage, Wake } from "../../shared/messages.ts";
import type { TenantConfig } from "../../shared/tenant.ts";
import type { StepParts } from "../ports.ts";
import { type Conversation, markAnswered, type Outgoing, remember } from "../record.ts";
import { splitReply } from "../split.ts";
import { handoffRules } from "./config.ts";
import { released } from "./handoff.ts";
import { surveyDue } from "./survey.ts";
import { backText, silenceText } from "./texts.ts";

/** The conversation with what is to be said on its record; undefined when there is nothing to do. */
export function staffStep(
  message: StaffMessage,
  conversation: Conversation,
  parts: StepParts,
): Conversation | undefined {
  const id = `staff#${message.messageId}`;
  if (conversation.answered.includes(id)) return undefined;
  const done = { ...conversation, answered: markAnswered(conversation.answered, id) };
  if (message.action === "resume") {
    if (!conversation.handoff) return done;
    parts.log.info("The bot is back: the restaurant gave the conversation back.");
    return saying({ ...done, ...released() }, [{ text: backText }]);
  }
  const { handoff } = conversation;
  parts.log.info("A person of the restaurant answers the customer.", { characters: message.text?.length });
  return saying(
    // A reply that comes after the bot is back is still the customer's to read.
    { ...done, handoff: handoff && { ...handoff, lastAt: parts.clock().toISOString() } },
    splitReply(message.text ?? "").map((text) => ({ text })),
  );
}

/** Looks again whether it is time: what woke it up may have been overtaken. */
export function wakeStep(
  { what }: Wake,
  conversation: Conversation,
  tenant: TenantConfig,
  parts: StepParts,
): Conversation | undefined {
  if (what === "survey") {
    const due = surveyDue(conversation, tenant, parts);
    return due && saying({ ...conversation, ...due.change }, due.question ? [due.question] : []);
  }
  const { handoff } = conversation;
  const silentMs = handoff ? parts.clock().getTime() - Date.parse(handoff.lastAt) : 0;
  if (!handoff || silentMs < handoffRules(tenant).silenceMs) return undefined;
  parts.log.info("The bot is back: nobody has written for a while.");
  return saying({ ...conversation, ...released() }, [{ text: silenceText }]);
}

function saying(conversation: Conversation, messages: readonly Outgoing[]): Conversation {
  const said = messages.map(({ text }) => text).join("\n\n");
  return {
    ...conversation,
    history: remember(conversation.history, { role: "assistant", text: said }),
    outgoing: [...conversation.outgoing, ...messages],
  };
}
