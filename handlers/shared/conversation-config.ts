/** How a restaurant's conversation speaks and what it may use up: parts of the tenant document. */
import * as z from "zod/mini";
import { Notice } from "./messages.ts";

const contentSid = z.string().check(z.regex(/^HX[0-9a-f]{32}$/, "expected HX and 32 hexadecimal digits"));
/** A policy that lets it be used is named after it, and IAM's names have an end. */
export const modelId = z
  .string()
  .check(z.regex(/^[a-z0-9.:-]{3,90}$/, "expected a Bedrock model or profile id of 90 characters at most"));

/** What Twilio holds for the restaurant: docs/conversation.md says which variables each content gets. */
export const twilioContents = {
  /** Approved template of each notice, for customers who have not written for 24 h. @default it is not sent */
  templates: z.optional(z.partialRecord(Notice.shape.notice, contentSid)),
  /** Quick replies or list pickers by their number of choices, "2"–"10". @default choices are numbered text */
  choices: z.optional(
    z.record(z.string().check(z.regex(/^([2-9]|10)$/, "expected a number of choices, 2–10")), contentSid),
  ),
};

export const modelParameters = {
  /** The whole chain, first choice first, instead of the stack's: a small model, then the larger ones. */
  models: z.optional(z.array(modelId).check(z.minLength(1), z.maxLength(5))),
  /** Of one call. @default 1024 */
  maxTokens: z.optional(z.int().check(z.minimum(200), z.maximum(4_096))),
  /** Of all calls of a turn, in and out. @default 120000 */
  turnTokens: z.optional(z.int().check(z.minimum(5_000), z.maximum(500_000))),
  /** How long a turn waits for models; then it goes on with menus. @default 18 */
  turnSeconds: z.optional(z.int().check(z.minimum(3), z.maximum(20))),
  /** How long a short message waits for the next one, so that both are one turn. @default 0 */
  burstPauseSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(10))),
};

/** Told with the first reply, and again with the first one after its version changed; both are noted with the time. */
export const PrivacyNotice = z.strictObject({
  version: z.string().check(z.minLength(1), z.maxLength(40)),
  text: z.string().check(z.minLength(1), z.maxLength(600)),
});

/** @default of `silenceMinutes` */
export const usualSilenceMinutes = 30;

/** When a person of the restaurant takes a conversation over. */
export const HandoffConfig = z.strictObject({
  /** false: nobody is there to take over. @default true */
  enabled: z.optional(z.boolean()),
  /** Turns in a row that came to nothing. @default 3 */
  afterMisunderstandings: z.optional(z.int().check(z.minimum(2), z.maximum(10))),
  /** Words that need a person at once, such as "reclamação". */
  phrases: z.optional(z.array(z.string().check(z.minLength(3)))),
  /** After so long without a word of either the bot is back. @default 30 */
  silenceMinutes: z.optional(z.int().check(z.minimum(5), z.maximum(1_440))),
  /** Approved template by which adminPhones are told: customer's name, message. @default free text, which WhatsApp delivers to who has written within 24 h */
  contentSid: z.optional(contentSid),
});

/** Customers are asked how it was, once an order. @default they are not */
export const SurveyConfig = z.strictObject({
  /** After the delivery. @default 40 */
  afterMinutes: z._default(z.int().check(z.minimum(0), z.maximum(720)), 40),
});

/** Beyond either, turns go on with menus, which cost no model. @default no limit */
export const usageLimits = {
  messagesPerMinute: z.optional(z.int().check(z.minimum(1), z.maximum(10_000))),
  /** In and out, by São Paulo's calendar. */
  tokensPerDay: z.optional(z.int().check(z.minimum(1_000))),
};
