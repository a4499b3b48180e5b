/** What the conversation needs of the world. */
import type { MediaLinks } from "../adapters/media-links.ts";
import type { Tenants } from "../adapters/tenants.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/logger.ts";
import type { Metrics } from "../shared/metrics.ts";
import type { OrderRequest, OrderResult } from "../shared/order-api.ts";
import type { AssistantMessage, Conversation } from "./record.ts";
import type { Tool } from "./tools.ts";

export interface Conversations {
  /** undefined when the customer never wrote. Throws a sentence when the row is malformed. */
  find(clientId: string, conversationId: string): Promise<Conversation | undefined>;
  /** Returns what was written. Throws when somebody else has written it since it was read. */
  save(conversation: Conversation): Promise<Conversation>;
}

export interface Customers {
  /** Writes the customer unless there is one already. */
  greet(
    clientId: string,
    customer: { readonly customerId: string; readonly phone: string; readonly name: string },
  ): Promise<void>;
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
}

export type SendResult =
  | { readonly ok: true; readonly sid: string }
  | { readonly ok: false; readonly error: SendError };

export interface SendError {
  /** refused: Twilio will never take this message; the others may pass. */
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
  readonly mediaLinks: MediaLinks;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}
