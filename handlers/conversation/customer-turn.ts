/** Answers what a customer wrote: one turn of the dialogue for one or several messages. */
import type { TenantConfig } from "../shared/tenant.ts";
import type { Answerer } from "./answerer.ts";
import { commonQuestion } from "./common/question.ts";
import { customerCommand } from "./customer/commands.ts";
import { withPrivacyNotice } from "./customer/privacy.ts";
import { commandApart } from "./customer/words.ts";
import { dialogue } from "./dialogue.ts";
import { asText } from "./envelope.ts";
import { lostChoice, onlyMedia, suspended } from "./fixed-answers.ts";
import { menus } from "./menus/menus.ts";
import { paymentAgain } from "./payment-again.ts";
import { handoff, minded } from "./people/handoff.ts";
import { surveyAnswer } from "./people/survey.ts";
import type { StepParts } from "./ports.ts";
import { type Conversation, markAnswered, type OpenTurn, type Outgoing, remember } from "./record.ts";
import { splitReply } from "./split.ts";
import { troubleText } from "./texts.ts";
import { openToolbox } from "./toolbox.ts";

/** The first one that has an answer gives it, unless the customer has given a command. */
const answerers: readonly Answerer[] = [
  suspended,
  handoff,
  surveyAnswer,
  onlyMedia,
  lostChoice,
  commonQuestion,
  paymentAgain,
  dialogue,
  menus,
];

/** Returns the conversation with the reply on its record, to be delivered. */
export async function answerCustomer(
  turn: OpenTurn,
  conversation: Conversation,
  tenant: TenantConfig,
  parts: StepParts,
): Promise<Conversation> {
  const tools = openToolbox(conversation, tenant, parts);
  const { command, rest } = commandApart(turn.text);
  const own = await customerCommand({ ...turn, text: command }, tools, tenant, parts);
  // What was written beside a command is answered, too.
  const left = own ? rest : turn.text;
  const others = own && !left ? [] : await firstAnswer({ ...turn, text: left }, tools, tenant, parts);
  return conclude(tools.conversation(), turn, [...(own ?? []), ...others], tenant, parts);
}

const firstAnswer = async (...asked: Parameters<Answerer>): Promise<readonly Outgoing[]> => {
  for (const answerer of answerers) {
    const replies = await answerer(...asked);
    if (replies) return replies;
  }
  return [{ text: troubleText }];
};

async function conclude(
  conversation: Conversation,
  turn: OpenTurn,
  replies: readonly Outgoing[],
  tenant: TenantConfig,
  parts: StepParts,
): Promise<Conversation> {
  const now = minded(conversation, replies, tenant, parts);
  const said = now.replies.map(asText).join("\n\n");
  const told = await withPrivacyNotice(now.conversation, now.replies, tenant, parts);
  return parts.conversations.save({
    ...told.conversation,
    openTurn: undefined,
    history: remember(
      conversation.history,
      { role: "user", text: turn.text },
      { role: "assistant", text: said },
    ),
    answered: markAnswered(conversation.answered, ...turn.messageSids),
    outgoing: [...conversation.outgoing, ...told.replies.flatMap(inParts)],
  });
}

/** Choices of a long text are in it, as numbers; what may be tapped is under its last part, which asks for it. */
function inParts(reply: Outgoing): Outgoing[] {
  const whole = splitReply(asText(reply));
  if (whole.length === 1) return [reply];
  const { choices: _, quickReplies, ...rest } = reply;
  return whole.map((text, index) => ({
    ...rest,
    text,
    ...(index === whole.length - 1 && quickReplies && { quickReplies }),
  }));
}
