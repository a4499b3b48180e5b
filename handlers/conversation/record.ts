/** One row of ConversationTable: what the conversation remembers, and what it still has to do. */
import * as z from "zod/mini";

const id = z.string().check(z.minLength(1));

/** What a model said, kept as it came: text and tool calls, and blocks that carry more than is named here. */
const Block = z.looseObject({
  text: z.optional(z.string()),
  toolUse: z.optional(z.looseObject({ toolUseId: id, name: z.string(), input: z.optional(z.unknown()) })),
});
const AssistantMessage = z.object({ role: z.literal("assistant"), content: z.array(Block) });
export type AssistantMessage = z.infer<typeof AssistantMessage>;

/** A message to the customer that Twilio has not accepted yet. */
const Outgoing = z.object({
  text: z.string(),
  /** Key of an object in the media bucket. */
  mediaKey: z.optional(z.string()),
});
export type Outgoing = z.infer<typeof Outgoing>;

const Utterance = z.object({ role: z.enum(["user", "assistant"]), text: id });
export type Utterance = z.infer<typeof Utterance>;

/**
 * A turn that has begun to change things and is not answered. When its messages come again it goes on from here, with
 * the same words and the same calls, whatever a model would say the second time.
 */
const OpenTurn = z.object({
  messageSids: z.array(id).check(z.minLength(1)),
  text: z.string(),
  receivedAt: z.iso.datetime(),
  rounds: z.array(AssistantMessage),
});
export type OpenTurn = z.infer<typeof OpenTurn>;

export const Conversation = z.object({
  clientId: id,
  conversationId: id,
  phone: id,
  customerName: z.optional(z.string()),
  /** The store that the customer orders from. */
  storeId: z.optional(id),
  /** Oldest first; the last turns only. */
  history: z.array(Utterance),
  /** Message sids and notices that need no answer any more; oldest first, the last ones only. */
  answered: z.array(id),
  openTurn: z.optional(OpenTurn),
  outgoing: z.array(Outgoing),
  /** The customer's last message: free-form replies are allowed for 24 h. */
  lastInboundAt: z.optional(z.iso.datetime()),
  /** Grows with each write; 0 was never written. */
  revision: z.int(),
});
export type Conversation = z.infer<typeof Conversation>;

/** Ten exchanges. */
const rememberedUtterances = 20;
/** Far more than a queue can bring again: it holds a conversation's messages in order. */
const rememberedIds = 100;

export function newConversation(clientId: string, conversationId: string, phone: string): Conversation {
  return { clientId, conversationId, phone, history: [], answered: [], outgoing: [], revision: 0 };
}

export function remember(history: readonly Utterance[], ...utterances: readonly Utterance[]): Utterance[] {
  return [...history, ...utterances.filter(({ text }) => text.trim())].slice(-rememberedUtterances);
}

export function markAnswered(answered: readonly string[], ...ids: readonly string[]): string[] {
  return [...answered, ...ids].slice(-rememberedIds);
}
