/** One conversation's part of a batch: a burst of the customer's messages, or one notice. */
import { customerIdOf } from "../shared/identity.ts";
import type { InboundMessage, Notice } from "../shared/messages.ts";
import type { TenantConfig } from "../shared/tenant.ts";
import { answerCustomer, customerNameOf, type TurnParts } from "./customer-turn.ts";
import { deliver } from "./deliver.ts";
import { mergedText } from "./history.ts";
import type { ConversationParts } from "./ports.ts";
import { type Conversation, markAnswered, newConversation, type OpenTurn, remember } from "./record.ts";
import { noticeId, noticeMessages } from "./texts.ts";

/** Throws when the messages must come again. */
export async function processMessages(messages: readonly InboundMessage[], parts: TurnParts): Promise<void> {
  const { tenant, conversation: known } = await begin(messages[0]!, parts);
  let conversation = await meet(known, messages, parts);
  const turns = turnsOf(messages, conversation);
  if (turns.length === 0) parts.log.info("These messages were answered before; nothing to do.");
  for (const turn of turns) {
    conversation = await answerCustomer(turn, conversation, tenant, parts);
    conversation = await deliver(conversation, tenant, parts, parts.log);
    const responseMs = parts.clock().getTime() - Date.parse(turn.receivedAt);
    parts.metrics.count("MessagesAnswered", turn.messageSids.length);
    parts.metrics.time("ResponseTime", responseMs);
    parts.log.info("Answered the customer.", { messageSids: turn.messageSids, responseMs });
  }
}

/** Throws when the notice must come again. */
export async function processNotice(notice: Notice, parts: ConversationParts): Promise<void> {
  const { tenant, conversation } = await begin(notice, parts);
  const id = noticeId(notice);
  if (conversation.answered.includes(id)) {
    parts.log.info("The customer knows this already; nothing to do.", { notice: id });
    return;
  }
  const messages = noticeMessages(notice);
  const saved = await parts.conversations.save({
    ...conversation,
    // The first text only: a PIX code is nothing for a model to repeat.
    history: remember(conversation.history, { role: "assistant", text: messages[0]!.text }),
    answered: markAnswered(conversation.answered, id),
    outgoing: [...conversation.outgoing, ...messages],
  });
  await deliver(saved, tenant, parts, parts.log);
  parts.log.info("Told the customer about the order.", { notice: id });
}

/** The conversation, with everything sent that an interrupted attempt had left. */
async function begin(
  { clientId, conversationId, phone }: InboundMessage | Notice,
  parts: ConversationParts,
): Promise<{ tenant: TenantConfig; conversation: Conversation }> {
  const [tenant, known] = await Promise.all([
    parts.tenants.find(clientId),
    parts.conversations.find(clientId, conversationId),
  ]);
  if (!tenant) {
    throw new Error(
      `There is no tenant ${clientId}: was tenants/${clientId}.yaml removed with messages queued?`,
    );
  }
  const conversation = known ?? newConversation(clientId, conversationId, phone);
  return { tenant, conversation: await deliver(conversation, tenant, parts, parts.log) };
}

async function meet(
  conversation: Conversation,
  messages: readonly InboundMessage[],
  { customers }: ConversationParts,
): Promise<Conversation> {
  const { clientId, phone } = conversation;
  const customerName = customerNameOf(messages) ?? conversation.customerName;
  if (conversation.lastInboundAt === undefined) {
    const customerId = customerIdOf(clientId, phone);
    await customers.greet(clientId, { customerId, phone, name: customerName ?? "Cliente" });
  }
  return { ...conversation, customerName, lastInboundAt: messages.at(-1)!.receivedAt };
}

/**
 * What is still to be answered: the turn that was interrupted, if its messages came again, and one turn of the rest.
 * An interrupted turn whose messages do not come again is given up: they are in the dead-letter queue.
 */
function turnsOf(messages: readonly InboundMessage[], { answered, openTurn }: Conversation): OpenTurn[] {
  const again = messages.some(({ messageSid }) => openTurn?.messageSids.includes(messageSid));
  const interrupted = openTurn && again ? [openTurn] : [];
  const taken = new Set([...answered, ...interrupted.flatMap((turn) => turn.messageSids)]);
  const fresh = messages.filter(({ messageSid }) => !taken.has(messageSid));
  if (fresh.length === 0) return interrupted;
  return [
    ...interrupted,
    {
      messageSids: [...new Set(fresh.map(({ messageSid }) => messageSid))],
      text: mergedText(fresh),
      receivedAt: fresh[0]!.receivedAt,
      rounds: [],
    },
  ];
}
