/** One row of ConversationTable: what the conversation remembers, and what it still has to do. */
import * as z from "zod/mini";
import { Notice } from "../shared/messages.ts";
import { Address, Location } from "../shared/order-api.ts";
import { Choice, MenuState } from "./menus/state.ts";

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
  /** What the text ends in, numbered: buttons or a list where the restaurant has such a content. */
  choices: z.optional(z.array(Choice)),
  /** What may be tapped instead of written: left out where the restaurant has no such content. */
  quickReplies: z.optional(z.array(Choice)),
  /** The notice that it tells, and what fills its approved template: name, total, detail. */
  notice: z.optional(z.object({ name: Notice.shape.notice, variables: z.array(id) })),
  /** Twilio said that the customer's 24 h are over, whatever we believe. */
  viaTemplate: z.optional(z.boolean()),
  /** How often it was accepted and then failed. */
  attempts: z.optional(z.int()),
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
  /** What was tapped last. */
  choiceId: z.optional(id),
  /** When it is nothing but media: what of, as the first part of the last one's type says. */
  onlyMedia: z.optional(z.string()),
  receivedAt: z.iso.datetime(),
  rounds: z.array(AssistantMessage),
});
export type OpenTurn = z.infer<typeof OpenTurn>;

const Handoff = z.object({
  since: z.iso.datetime(),
  /** When somebody wrote last. */
  lastAt: z.iso.datetime(),
  reason: z.enum(["asked", "misunderstood", "rule"]),
  /** The restaurant's people were told. */
  told: z.optional(z.boolean()),
});
export type Handoff = z.infer<typeof Handoff>;

export const Conversation = z.object({
  clientId: id,
  conversationId: id,
  phone: id,
  customerName: z.optional(z.string()),
  /** The store that the customer orders from. */
  storeId: z.optional(id),
  /** Oldest first; the last turns only. */
  history: z.array(Utterance),
  /** What was said before them. */
  summary: z.optional(z.string()),
  /** Message sids and notices that need no answer any more; oldest first, the last ones only. */
  answered: z.array(id),
  openTurn: z.optional(OpenTurn),
  outgoing: z.array(Outgoing),
  /** The last ones that Twilio accepted, by its sid: it may say later that one failed. */
  sent: z.optional(z.array(z.object({ sid: id, message: Outgoing }))),
  /** Absent while models speak. */
  menu: z.optional(MenuState),
  /** Where the customer said to be, and the address that it is the place of, once there is one. */
  location: z.optional(z.extend(Location, { at: z.iso.datetime(), address: z.optional(Address) })),
  /** A CPF or CNPJ that the customer wrote, sealed, until a charge has taken it. */
  sealedDocument: z.optional(z.string()),
  /** What the customer sent, in the media bucket; the last ones only. */
  media: z.optional(z.array(z.object({ key: id, contentType: id, at: z.iso.datetime() }))),
  /** Why nothing is sent until the customer writes again. */
  undeliverable: z.optional(
    z.object({
      why: z.enum(["opted_out", "unreachable"]),
      code: z.optional(z.int()),
      at: z.iso.datetime(),
    }),
  ),
  /** Where earlier orders went, newest first. */
  addresses: z.optional(z.array(Address)),
  /** A person of the restaurant has the conversation. */
  handoff: z.optional(Handoff),
  /** Turns in a row that came to nothing. */
  misunderstood: z.optional(z.int()),
  /** Of the last delivered order: when the customer is to be asked how it was, or was asked. */
  survey: z.optional(
    z.object({
      orderId: id,
      storeId: id,
      dueAt: z.optional(z.iso.datetime()),
      askedAt: z.optional(z.iso.datetime()),
    }),
  ),
  /** The version of the privacy notice that the customer was shown. */
  privacyNotice: z.optional(id),
  /** When the customer was asked whether everything about them is to be erased. */
  eraseAskedAt: z.optional(z.iso.datetime()),
  /** The row is to be removed once everything is sent. */
  erased: z.optional(z.boolean()),
  /** When the customer was last told that the restaurant is suspended. */
  suspendedToldAt: z.optional(z.iso.datetime()),
  /** The customer's last message: free-form replies are allowed for 24 h. */
  lastInboundAt: z.optional(z.iso.datetime()),
  /** Grows with each write; 0 was never written. */
  revision: z.int(),
});
export type Conversation = z.infer<typeof Conversation>;

/** Older ones go into the summary; see condense.ts, which keeps far below the cap. */
const utterancesCap = 60;
/** Far more than a queue can bring again: it holds a conversation's messages in order. */
const rememberedIds = 100;

export function newConversation(clientId: string, conversationId: string, phone: string): Conversation {
  return { clientId, conversationId, phone, history: [], answered: [], outgoing: [], revision: 0 };
}

export function remember(history: readonly Utterance[], ...utterances: readonly Utterance[]): Utterance[] {
  return [...history, ...utterances.filter(({ text }) => text.trim())].slice(-utterancesCap);
}

export function markAnswered(answered: readonly string[], ...ids: readonly string[]): string[] {
  return [...answered, ...ids].slice(-rememberedIds);
}
