/** AIConversation with a scripted model and order stage, and a record of all that it did. */
import { readConversation } from "../../../handlers/adapters/conversations.ts";
import { conversationHandler } from "../../../handlers/conversation/batch.ts";
import { openCommonAnswers } from "../../../handlers/conversation/common/answers.ts";
import type {
  ConversationParts,
  ModelAnswer,
  ModelRequest,
  SendResult,
  WhatsAppMessage,
} from "../../../handlers/conversation/ports.ts";
import type { Conversation } from "../../../handlers/conversation/record.ts";
import type { CustomerRecord } from "../../../handlers/shared/customer.ts";
import type { QueueEvent } from "../../../handlers/shared/events.ts";
import { conversationIdOf } from "../../../handlers/shared/identity.ts";
import type { InboundMessage, InboxMessage, Notice } from "../../../handlers/shared/messages.ts";
import type { OrderRequest, OrderResult, OrderView } from "../../../handlers/shared/order-api.ts";
import {
  accountSid,
  clientId,
  invocation,
  secretOf,
  tenant,
  tenantsOf,
  testClock,
  testLog,
  testMetrics,
} from "./fakes.ts";

export const authToken = "a".repeat(32);

export const phone = "+5511987654321";
export const conversationId = conversationIdOf(clientId, phone);

export function sid(n: number): string {
  return `SM${String(n).padStart(32, "0")}`;
}

export function inbound(n: number, text: string, changes: Partial<InboundMessage> = {}): InboundMessage {
  return {
    v: 1,
    kind: "inbound",
    clientId,
    conversationId,
    messageSid: sid(n),
    phone,
    profileName: "Maria",
    text,
    media: [],
    receivedAt: "2026-11-24T12:59:58.000Z",
    ...changes,
  };
}

export function notice(changes: Partial<Notice> = {}): Notice {
  return {
    v: 1,
    kind: "notice",
    clientId,
    storeId: "store_centro",
    conversationId,
    phone,
    orderId: "order_1",
    version: 2,
    notice: "payment_confirmed",
    total: "R$ 59,90",
    ...changes,
  };
}

/** One record a message, in its conversation's group; a string is a body as it is, in `conversationId`'s group. */
export function batch(...messages: readonly (InboxMessage | string)[]): QueueEvent {
  return {
    Records: messages.map((message, index) => ({
      messageId: `record-${index + 1}`,
      body: typeof message === "string" ? message : JSON.stringify(message),
      receiptHandle: `handle-${index + 1}`,
      eventSourceARN: "arn:aws:sqs:us-east-1:123456789012:chatbot-inbox.fifo",
      attributes: {
        MessageGroupId: typeof message === "string" ? conversationId : message.conversationId,
        ApproximateReceiveCount: "1",
      },
    })),
  };
}

export function says(text: string): ModelAnswer {
  return answered([{ text }]);
}

/** The model calls these tools: `[name, input]`. */
export function calls(...uses: readonly (readonly [string, object?])[]): ModelAnswer {
  return answered(
    uses.map(([name, input = {}], index) => ({ toolUse: { toolUseId: `use-${index}`, name, input } })),
  );
}

function answered(content: { text?: string; toolUse?: { toolUseId: string; name: string } }[]): ModelAnswer {
  return {
    ok: true,
    message: { role: "assistant", content },
    cut: false,
    usage: { inputTokens: 100, outputTokens: 10, cachedTokens: 0 },
  };
}

export function orderView(changes: Partial<OrderView> = {}): OrderResult {
  return {
    ok: true,
    order: {
      status: "cart",
      items: [],
      subtotalCentavos: 0,
      deliveryFeeCentavos: 0,
      totalCentavos: 0,
      total: "R$ 0,00",
      missing: ["items"],
      ...changes,
    },
  };
}

type Script = ModelAnswer | ((request: ModelRequest) => ModelAnswer | Promise<ModelAnswer>);

/** @param script the model's answers in turn; the last one repeats. */
export function conversation(script: readonly Script[], changes: Partial<ConversationParts> = {}) {
  const asked: ModelRequest[] = [];
  const ordered: OrderRequest[] = [];
  const sent: WhatsAppMessage[] = [];
  const greeted: object[] = [];
  const customers = new Map<string, CustomerRecord>();
  const rows = new Map<string, Conversation>();
  const refusals: (SendResult | undefined)[] = [];
  const postponed: { readonly messageIds: readonly string[]; readonly seconds: number }[] = [];
  const deadLetters: { readonly messageId: string; readonly body: string; readonly reason: string }[] = [];
  const stored: { readonly key: string; readonly bytes: number; readonly contentType: string }[] = [];
  const time = testClock("2026-11-24T13:00:00.000Z");
  const { log, entries } = testLog();
  const { metrics, written } = testMetrics();
  let step = 0;

  const handler = conversationHandler({
    tenants: tenantsOf(tenant()),
    conversations: {
      find: async (client, id) => {
        const row = structuredClone(rows.get(`${client} ${id}`));
        return row ? readConversation(row) : { ok: true };
      },
      async discard(client, id) {
        rows.delete(`${client} ${id}`);
      },
      async save(conversation) {
        const key = `${conversation.clientId} ${conversation.conversationId}`;
        if ((rows.get(key)?.revision ?? 0) !== conversation.revision) throw new Error("written meanwhile");
        const next = structuredClone({ ...conversation, revision: conversation.revision + 1 });
        rows.set(key, next);
        return structuredClone(next);
      },
    },
    customers: {
      async greet(client, customer) {
        greeted.push({ clientId: client, ...customer });
        const { customerId, name, phone } = customer;
        const known = customers.get(customerId);
        if (!known)
          customers.set(customerId, {
            clientId: client,
            ...{ customerId, name, phone, createdAt: time.clock().toISOString() },
          });
        return known;
      },
      async find(_client, customerId) {
        return customers.get(customerId);
      },
      async note(_client, customerId, changes) {
        const known = customers.get(customerId);
        if (!known) return;
        const noted = Object.entries({ ...known, ...changes }).filter(([, value]) => value !== null);
        customers.set(customerId, Object.fromEntries(noted) as unknown as CustomerRecord);
      },
      async erase(_client, customerId) {
        customers.delete(customerId);
      },
    },
    orders: async (request) => {
      ordered.push(request);
      return orderView();
    },
    model: async (request) => {
      asked.push(structuredClone(request));
      const next = script[Math.min(step++, script.length - 1)]!;
      return typeof next === "function" ? next(request) : next;
    },
    modelIds: ["model-a", "model-b"],
    messenger: async (message) => {
      const refusal = refusals.shift();
      if (refusal) return refusal;
      sent.push(message);
      return { ok: true, sid: `SM-out-${sent.length}` };
    },
    inbox: {
      postpone: async (records, seconds) => {
        postponed.push({ messageIds: records.map(({ messageId }) => messageId), seconds });
      },
      deadLetter: async ({ messageId }, body, reason) => {
        deadLetters.push({ messageId, body, reason });
      },
    },
    usage: {
      takeMessage: async () => true,
      reserveTokens: async () => true,
      addTokens: async () => {},
    },
    commonAnswers: openCommonAnswers(time.clock),
    fetchMedium: async () => ({ ok: true, content: new Uint8Array([1, 2, 3]), contentType: "audio/ogg" }),
    mediaStore: {
      put: async (key, content, contentType) => {
        stored.push({ key, bytes: content.length, contentType });
      },
    },
    twilioSecret: secretOf({ [accountSid]: { authToken } }),
    publicBaseUrl: "https://api.test.example",
    mediaLinks: { link: async (key) => `https://media.test/${key}?signed` },
    clock: time.clock,
    metrics,
    log,
    ...changes,
  });

  return {
    run: (event: QueueEvent, remainingMs?: number) => handler(event, invocation(remainingMs)),
    asked,
    ordered,
    sent,
    texts: () => sent.map(({ text }) => text),
    greeted,
    customers,
    postponed,
    deadLetters,
    stored,
    /** Passes the time. */
    advance: time.advance,
    row: () => rows.get(`${clientId} ${conversationId}`),
    rows,
    /** What Twilio answers to the next messages; undefined: it takes them. */
    refuse: (...results: readonly (SendResult | undefined)[]) => refusals.push(...results),
    entries,
    written,
  };
}
