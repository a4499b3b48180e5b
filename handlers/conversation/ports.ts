/** What the conversation needs of the world. */
import type { MediaStore } from "../adapters/media.ts";
import type { MediaLinks } from "../adapters/media-links.ts";
import type { Secret } from "../adapters/secrets.ts";
import type { Tenants } from "../adapters/tenants.ts";
import type { Clock } from "../shared/clock.ts";
import type { CustomerRecord } from "../shared/customer.ts";
import type { QueueRecord } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";
import type { Metrics } from "../shared/metrics.ts";
import type { OrderRequest, OrderResult } from "../shared/order-api.ts";
import type { TwilioSecret } from "../shared/secrets.ts";
import type { CommonAnswers } from "./common/answers.ts";
import type { AssistantMessage, Conversation } from "./record.ts";
import type { Tool } from "./tools.ts";

export type Found =
  /** Without a conversation the customer never wrote. */
  | { readonly ok: true; readonly conversation?: Conversation }
  /** The row is none of today's: what is wrong, as a sentence, and the row. */
  | { readonly ok: false; readonly problem: string; readonly row: Readonly<Record<string, unknown>> };

export interface Conversations {
  find(clientId: string, conversationId: string): Promise<Found>;
  /** Returns what was written. Throws when somebody else has written it since it was read. */
  save(conversation: Conversation): Promise<Conversation>;
  /** Removes a row, so that the conversation begins anew. */
  discard(clientId: string, conversationId: string): Promise<void>;
}

/**
 * Conversations near at hand; the table stays the truth. What it gives is checked, and a save that finds another
 * revision in the table forgets it, so that a stale entry costs one more delivery of a message and no wrong answer.
 */
export interface ContextCache {
  get(clientId: string, conversationId: string): Promise<unknown>;
  put(conversation: Conversation): Promise<void>;
  forget(clientId: string, conversationId: string): Promise<void>;
}

/** What the queue can do with a record besides taking it. */
export interface Inbox {
  /** All of one group: they come again, with what has joined them, after so many whole seconds. */
  postpone(records: readonly QueueRecord[], seconds: number): Promise<void>;
  /** Puts a text into the queue's dead-letter queue with the reason, for a person to look at. */
  deadLetter(record: QueueRecord, body: string, reason: string): Promise<void>;
}

/** What tenants have used up. */
export interface TenantUsage {
  /** One message more of the tenant's; false when it has had as many as `perMinute` allows. */
  takeMessage(clientId: string, perMinute: number): Promise<boolean>;
  /** Adds to the day's tokens; false, and nothing is added, when they are `perDay` or more. */
  reserveTokens(clientId: string, tokens: number, perDay: number): Promise<boolean>;
  /** Negative: gives back what was reserved and not used. */
  addTokens(clientId: string, tokens: number): Promise<void>;
}

export type Medium =
  | { readonly ok: true; readonly content: Uint8Array<ArrayBuffer>; readonly contentType: string }
  | { readonly ok: false; readonly error: MediumError };

export interface MediumError {
  /** refused: the URL is not Twilio's; the others may pass. */
  readonly kind: "too_large" | "refused" | "unreachable";
  readonly message: string;
}

/** Fetches what a customer sent from Twilio, up to a size. */
export type FetchMedium = (accountSid: string, url: string, maximumBytes: number) => Promise<Medium>;

export type CustomerChanges = {
  readonly [K in "addresses" | "consent" | "marketingOptOutAt" | "satisfaction"]?: CustomerRecord[K] | null;
};

export interface Customers {
  /** Writes the customer unless there is one already, and gives that one. */
  greet(
    clientId: string,
    customer: { readonly customerId: string; readonly phone: string; readonly name: string },
  ): Promise<CustomerRecord | undefined>;
  find(clientId: string, customerId: string): Promise<CustomerRecord | undefined>;
  /** null takes an attribute away. Nothing happens to whoever is not there. */
  note(clientId: string, customerId: string, changes: CustomerChanges): Promise<void>;
  erase(clientId: string, customerId: string): Promise<void>;
}

/** The order stage. Throws when it cannot be reached, fails, or takes longer. */
export type Orders = (request: OrderRequest, timeoutMs: number) => Promise<OrderResult>;

export interface ToolUse {
  readonly toolUseId: string;
  readonly name: string;
  readonly input?: unknown;
}

export interface ToolOutcome {
  readonly toolUseId: string;
  readonly ok: boolean;
  readonly result: unknown;
}

export interface UserMessage {
  readonly role: "user";
  readonly content: readonly ({ readonly text: string } | { readonly toolOutcome: ToolOutcome })[];
}

export type ModelMessage = AssistantMessage | UserMessage;

export interface ModelRequest {
  readonly modelId: string;
  /** The part that every tenant shares, which the provider may cache, and the tenant's own. */
  readonly system: { readonly shared: string; readonly own: string };
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly Tool[];
  readonly maxTokens: number;
  /** Absent: the model's own. */
  readonly temperature?: number;
  readonly timeoutMs: number;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, what the provider had cached. */
  readonly cachedTokens: number;
}

export type ModelAnswer =
  | {
      readonly ok: true;
      readonly message: AssistantMessage;
      /** Cut off by maxTokens: a tool call at its end may be incomplete. */
      readonly cut: boolean;
      readonly usage: Usage;
    }
  | { readonly ok: false; readonly error: ModelError };

export interface ModelError {
  /**
   * throttled, unavailable, timeout: another attempt may succeed. refused: this model does not take the request;
   * empty: it said nothing.
   */
  readonly kind: "throttled" | "unavailable" | "timeout" | "refused" | "empty";
  readonly message: string;
}

export type Model = (request: ModelRequest) => Promise<ModelAnswer>;

export interface WhatsAppMessage {
  readonly accountSid: string;
  /** E.164, both. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly mediaUrl?: string;
  /** Instead of text and medium: a content that Twilio holds, and what fills it, by "1", "2", … */
  readonly content?: { readonly sid: string; readonly variables: Readonly<Record<string, string>> };
  /** Where Twilio says what became of it. */
  readonly statusCallback?: string;
}

export type SendResult =
  | { readonly ok: true; readonly sid: string }
  | { readonly ok: false; readonly error: SendError };

export interface SendError {
  /** refused: Twilio will never take this message, see twilio-errors.ts; the others may pass. */
  readonly kind: "throttled" | "unavailable" | "unreachable" | "unauthorized" | "refused";
  /** Twilio's error code. */
  readonly code?: number;
  readonly message: string;
}

export type Messenger = (message: WhatsAppMessage) => Promise<SendResult>;

export interface ConversationParts {
  readonly tenants: Tenants;
  readonly conversations: Conversations;
  readonly customers: Customers;
  readonly orders: Orders;
  readonly model: Model;
  /** First choice first. */
  readonly modelIds: readonly string[];
  readonly messenger: Messenger;
  readonly inbox: Inbox;
  readonly usage: TenantUsage;
  readonly commonAnswers: CommonAnswers;
  readonly fetchMedium: FetchMedium;
  readonly mediaStore: MediaStore;
  readonly mediaLinks: MediaLinks;
  /** Opens what the webhook sealed. */
  readonly twilioSecret: Secret<TwilioSecret>;
  /** "https://api.<domain>" */
  readonly publicBaseUrl: string;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** What one step of a batch has besides. */
export interface StepParts extends ConversationParts {
  /** What remains of the invocation for models and tools. */
  readonly timeLeftMs: () => number;
  /** Puts a text into the dead-letter queue with the reason. */
  readonly deadLetter: (body: string, reason: string) => Promise<void>;
  readonly traceId?: string;
}
