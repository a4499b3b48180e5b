/** Turns that have one answer, whatever was said before. */
import type { Answerer } from "./answerer.ts";
import { suspendedText, unknownChoiceText, unreadableText, unreadableTexts } from "./texts.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** Once a day: a customer who goes on writing to a restaurant that is away needs no echo. */
export const suspended: Answerer = async (_turn, tools, tenant, { clock, log }) => {
  if (tenant.active && !tenant.suspended) return undefined;
  const { suspendedToldAt } = tools.conversation();
  const now = clock();
  if (suspendedToldAt !== undefined && now.getTime() - Date.parse(suspendedToldAt) < dayMs) {
    log.info("The restaurant is suspended, and the customer was told today.");
    return [];
  }
  tools.change({ suspendedToldAt: now.toISOString() });
  return [{ text: suspendedText }];
};

/** What nobody here can hear or see: no model is needed to say so. */
export const onlyMedia: Answerer = async ({ onlyMedia: kind }) =>
  kind === undefined ? undefined : [{ text: unreadableTexts[kind] ?? unreadableText }];

/** A button or a row without a text, which is none that was offered last. */
export const lostChoice: Answerer = async ({ choiceId, text }, tools) => {
  const offered = tools.conversation().menu?.offered ?? [];
  const lost = choiceId !== undefined && !text && !offered.some(({ id }) => id === choiceId);
  return lost ? [{ text: unknownChoiceText }] : undefined;
};
