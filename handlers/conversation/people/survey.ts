/** "How was it?": asked once after an order has arrived, and only while the customer's 24 h last. */
import { customerIdOf } from "../../shared/identity.ts";
import type { Notice } from "../../shared/messages.ts";
import type { TenantConfig } from "../../shared/tenant.ts";
import type { Answerer } from "../answerer.ts";
import type { StepParts } from "../ports.ts";
import type { Conversation, Outgoing } from "../record.ts";
import { surveyText, thanksText } from "./texts.ts";
import { scoreIn } from "./words.ts";

const windowMs = 24 * 60 * 60 * 1000;

/** What a delivered order makes of its conversation: the question waits for its time. A newer order takes its place. */
export function surveyAfter(
  { notice, orderId, storeId }: Notice,
  { survey }: Pick<TenantConfig, "survey">,
  now: Date,
): Partial<Conversation> {
  if (notice !== "delivered" || !survey) return {};
  const dueAt = new Date(now.getTime() + survey.afterMinutes * 60_000).toISOString();
  return { survey: { orderId, storeId, dueAt } };
}

/** The conversation and the question, if it may be asked; undefined when nothing is due. */
export function surveyDue(
  conversation: Conversation,
  tenant: TenantConfig,
  { clock, log }: Pick<StepParts, "clock" | "log">,
): { readonly change: Partial<Conversation>; readonly question?: Outgoing } | undefined {
  const { survey, lastInboundAt, handoff } = conversation;
  const now = clock();
  if (!survey?.dueAt || Date.parse(survey.dueAt) > now.getTime()) return undefined;
  const inside = lastInboundAt !== undefined && now.getTime() - Date.parse(lastInboundAt) < windowMs;
  if (!inside || handoff) {
    log.info(
      `The customer is not asked how it was: ${handoff ? "a person has the conversation" : "their 24 h are over"}.`,
      {
        orderId: survey.orderId,
      },
    );
    return { change: { survey: undefined } };
  }
  const { orderId, storeId } = survey;
  return {
    change: { survey: { orderId, storeId, askedAt: now.toISOString() } },
    question: { text: surveyText(tenant.name) },
  };
}

/** The message after the question is its answer, or the customer wants something else. */
export const surveyAnswer: Answerer = async (turn, tools, _tenant, parts) => {
  const { clientId, phone, survey } = tools.conversation();
  if (!survey?.askedAt || turn.rounds.length > 0) return undefined;
  tools.change({ survey: undefined });
  const now = parts.clock();
  const late = now.getTime() - Date.parse(survey.askedAt) > windowMs;
  const score = late ? undefined : scoreIn(turn.text);
  if (score === undefined) return undefined;
  const { orderId, storeId } = survey;
  await parts.customers.note(clientId, customerIdOf(clientId, phone), {
    satisfaction: { score, orderId, at: now.toISOString() },
  });
  parts.metrics.count("Satisfaction", score);
  parts.log.with({ storeId }).info("The customer said how it was.", { orderId, score });
  return [{ text: thanksText(score) }];
};
