/** One conversation's part of a batch: a burst of the customer's messages, one notice, or one delivery report. */
import type {
  DeliveryReport,
  InboundMessage,
  InboxMessage,
  Notice,
  StaffMessage,
  Wake,
} from "../shared/messages.ts";
import type { TenantConfig } from "../shared/tenant.ts";
import { condense } from "./condense.ts";
import { answerCustomer } from "./customer-turn.ts";
import { afterFailure, deliver } from "./deliver.ts";
import { kindOf, mergedText } from "./history.ts";
import { tellStaff } from "./people/handoff.ts";
import { staffStep, wakeStep } from "./people/steps.ts";
import { surveyAfter } from "./people/survey.ts";
import type { StepParts } from "./ports.ts";
import { type Conversation, markAnswered, newConversation, type OpenTurn, remember } from "./record.ts";
import { RetryLater } from "./retry-later.ts";
import { takeIn } from "./take-in.ts";
import { noticeId, noticeMessages } from "./texts.ts";
import { treatmentOf } from "./twilio-errors.ts";

/** Throws when the messages must come again. */
export async function processMessages(messages: readonly InboundMessage[], parts: StepParts): Promise<void> {
  const { tenant, conversation: known } = await begin(messages[0]!, parts);
  const { turns, fresh } = turnsOf(messages, known);
  if (turns.length === 0) parts.log.info("These messages were answered before; nothing to do.");
  let conversation = fresh.length > 0 ? await takeIn(known, fresh, tenant, parts) : known;
  for (const turn of turns) {
    conversation = await answerCustomer(turn, conversation, tenant, parts);
    conversation = await deliver(conversation, tenant, parts, parts.log);
    conversation = await tellStaff(conversation, turn, tenant, parts);
    const responseMs = parts.clock().getTime() - Date.parse(turn.receivedAt);
    parts.metrics.count("MessagesAnswered", turn.messageSids.length);
    parts.metrics.time("ResponseTime", responseMs);
    parts.log.info("Answered the customer.", { messageSids: turn.messageSids, responseMs });
  }
  if (conversation.erased) return parts.conversations.discard(tenant.clientId, conversation.conversationId);
  if (turns.length > 0) await condense(conversation, tenant, parts);
}

/** Throws when the notice must come again. */
export async function processNotice(notice: Notice, parts: StepParts): Promise<void> {
  const { tenant, conversation } = await begin(notice, parts);
  const id = noticeId(notice);
  if (conversation.answered.includes(id)) {
    parts.log.info("The customer knows this already; nothing to do.", { notice: id });
    return;
  }
  const messages = noticeMessages(notice, conversation.customerName);
  const saved = await parts.conversations.save({
    ...conversation,
    ...surveyAfter(notice, tenant, parts.clock()),
    // The first text only: a PIX code is nothing for a model to repeat.
    history: remember(conversation.history, { role: "assistant", text: messages[0]!.text }),
    answered: markAnswered(conversation.answered, id),
    outgoing: [...conversation.outgoing, ...messages],
  });
  await deliver(saved, tenant, parts, parts.log);
  parts.log.info("Told the customer about the order.", { notice: id });
}

/** What a person of the restaurant, or the clock, does. Throws when it must come again. */
export async function processEvent(message: StaffMessage | Wake, parts: StepParts): Promise<void> {
  const { tenant, conversation } = await begin(message, parts);
  const next =
    message.kind === "staff"
      ? staffStep(message, conversation, parts)
      : wakeStep(message, conversation, tenant, parts);
  if (!next) {
    parts.log.info("There is nothing to do any more.", { kind: message.kind });
    return;
  }
  await deliver(await parts.conversations.save(next), tenant, parts, parts.log);
}

/** How long a message rests that Meta's rate has stopped, and how often it is sent in all. */
const restMs = 15_000;
const sendings = 3;

/** Throws when the report must come again. */
export async function processReport(report: DeliveryReport, parts: StepParts): Promise<void> {
  const { tenant, conversation } = await begin(report, parts);
  // Of a customer who was erased, or rested too long: nothing begins with a report.
  if (conversation.revision === 0) return;
  const { messageSid, status, errorCode } = report;
  const id = `${messageSid}#${status}`;
  if (conversation.answered.includes(id)) return;
  const error = {
    kind: "refused",
    code: errorCode,
    message: `Twilio reports the message as ${status}.`,
  } as const;
  const message = conversation.sent?.find(({ sid }) => sid === messageSid)?.message;
  const again = message && treatmentOf(error) === "later" && (message.attempts ?? 0) + 1 < sendings;
  const age = parts.clock().getTime() - Date.parse(report.receivedAt);
  if (again && age < restMs) {
    throw new RetryLater(`A message failed (${errorCode}) and rests.`, Math.ceil((restMs - age) / 1_000));
  }
  const done = { ...conversation, answered: markAnswered(conversation.answered, id) };
  const next = again
    ? { ...done, outgoing: [...done.outgoing, { ...message, attempts: (message.attempts ?? 0) + 1 }] }
    : afterFailure(
        message ?? { text: "" },
        // It is no use any more to wait for a message that failed so often, or that nobody remembers.
        treatmentOf(error) === "later" ? { ...error, code: undefined } : error,
        done,
        parts,
        parts.log,
      );
  parts.log.warn("A message did not reach the customer.", { messageSid, status, errorCode, again });
  await deliver(await parts.conversations.save(next), tenant, parts, parts.log);
}

/** The conversation, with everything sent that an interrupted attempt had left. */
async function begin(
  { clientId, conversationId, phone }: InboxMessage,
  parts: StepParts,
): Promise<{ tenant: TenantConfig; conversation: Conversation }> {
  const [tenant, found] = await Promise.all([
    parts.tenants.find(clientId),
    parts.conversations.find(clientId, conversationId),
  ]);
  if (!tenant) {
    throw new Error(
      `There is no tenant ${clientId}: was tenants/${clientId}.yaml removed with messages queued?`,
    );
  }
  if (!found.ok) {
    // The row is kept where a person will look; the customer is served, with nothing remembered.
    await parts.deadLetter(JSON.stringify(found.row), found.problem);
    await parts.conversations.discard(clientId, conversationId);
    parts.log.error("A conversation's row was set aside and begins anew.", { problem: found.problem });
  }
  const known = found.ok ? found.conversation : undefined;
  const conversation = known ?? newConversation(clientId, conversationId, phone);
  return { tenant, conversation: await deliver(conversation, tenant, parts, parts.log) };
}

/**
 * What is still to be answered: the turn that was interrupted, if its messages came again, and one turn of the rest, which
 * is `fresh`. An interrupted turn whose messages do not come again is given up: they are in the dead-letter queue.
 */
function turnsOf(
  messages: readonly InboundMessage[],
  { answered, openTurn }: Conversation,
): { readonly turns: readonly OpenTurn[]; readonly fresh: readonly InboundMessage[] } {
  const again = messages.some(({ messageSid }) => openTurn?.messageSids.includes(messageSid));
  const interrupted = openTurn && again ? [openTurn] : [];
  const taken = new Set([...answered, ...interrupted.flatMap((turn) => turn.messageSids)]);
  const fresh = messages.filter(({ messageSid }) => !taken.has(messageSid));
  return { turns: fresh.length > 0 ? [...interrupted, turnOf(fresh)] : interrupted, fresh };
}

function turnOf(messages: readonly InboundMessage[]): OpenTurn {
  const readable = messages.some(
    ({ text, media, location, choice }) => text.trim() || location || choice || media.length === 0,
  );
  const last = messages.at(-1)!;
  return {
    messageSids: [...new Set(messages.map(({ messageSid }) => messageSid))],
    text: mergedText(messages),
    choiceId: last.choice?.id,
    onlyMedia: readable ? undefined : kindOf(last.media[0]!.contentType),
    receivedAt: messages[0]!.receivedAt,
    rounds: [],
  };
}
