/** What each function may do: exactly the calls that its code makes. */
import type { TableAccess } from "../data/global-tables.ts";
import type { MediaAction } from "../data/media-buckets.ts";
import type { SecretName } from "../data/secrets.ts";
import type { FunctionName } from "./catalogue.ts";

export type QueueName = "inbox" | "payments";

export interface Access {
  readonly tables?: TableAccess;
  readonly secrets?: readonly SecretName[];
  /** Objects of the media bucket. */
  readonly media?: readonly MediaAction[];
  /** Finds and deletes what customers sent as media, with every version, in both regions. */
  readonly erasesMedia?: boolean;
  /** Queues of its own region that it sends to. */
  readonly sends?: readonly QueueName[];
  /** Queues whose unreadable messages it puts into their dead-letter queues, with the reason. */
  readonly setsAside?: readonly QueueName[];
  /** Queues of both regions that it sends to: a message goes to the region that processes. */
  readonly handsOver?: readonly QueueName[];
  /** Sends to every store's queue of its own region. */
  readonly sendsToStores?: boolean;
  /** Queues whose depth it asks for. */
  readonly probes?: readonly QueueName[];
  readonly invokes?: readonly FunctionName[];
  /** Speaks with the configured models. */
  readonly models?: boolean;
}

export const access: Readonly<Record<FunctionName, Access>> = {
  WebhookHandler: {
    tables: { TenantConfigTable: ["GetItem"], IdempotencyTable: ["GetItem", "PutItem"] },
    secrets: ["twilio"],
    handsOver: ["inbox"],
  },
  Authorizer: { tables: { TenantConfigTable: ["GetItem"] }, secrets: ["pos"] },
  AIConversation: {
    tables: {
      // Deletes are of rows that cannot be read, once they are in the dead-letter queue.
      ConversationTable: ["GetItem", "PutItem", "DeleteItem"],
      CustomerTable: ["GetItem", "PutItem", "UpdateItem", "DeleteItem"],
      // What tenants use up.
      IdempotencyTable: ["UpdateItem"],
      TenantConfigTable: ["GetItem"],
    },
    secrets: ["twilio"],
    media: ["GetObject", "PutObject"],
    setsAside: ["inbox"],
    invokes: ["OrderService"],
    models: true,
  },
  OrderService: {
    tables: {
      // Updates are coupons' counters, in a transaction with the order's hold on one.
      // A delete is of an erased customer's pointer.
      WhatsAppBotOrders: ["GetItem", "PutItem", "UpdateItem", "DeleteItem"],
      "WhatsAppBotOrders/ExpiryIndex": ["Query"],
      "WhatsAppBotOrders/PhoneNumberIndex": ["Query"],
      OrderConfigTable: ["GetItem"],
      TenantConfigTable: ["GetItem", "Scan"],
      IdempotencyTable: ["GetItem", "PutItem"],
    },
    invokes: ["PaymentService", "SQSProducer", "MediaErasure"],
  },
  PaymentService: {
    tables: {
      PaymentRecordsTable: ["GetItem", "PutItem"],
      "PaymentRecordsTable/ProviderPaymentIndex": ["Query"],
      "PaymentRecordsTable/PendingIndex": ["Query"],
      TenantConfigTable: ["GetItem", "Scan"],
    },
    secrets: ["asaas"],
    media: ["PutObject"],
    setsAside: ["payments"],
    invokes: ["OrderService"],
  },
  PaymentWebhook: {
    tables: { IdempotencyTable: ["GetItem", "PutItem"] },
    secrets: ["asaas"],
    handsOver: ["payments"],
  },
  SQSProducer: {
    tables: {
      WhatsAppBotOrders: ["GetItem", "UpdateItem"],
      "WhatsAppBotOrders/OutboxIndex": ["Query"],
      TenantConfigTable: ["GetItem", "Scan"],
    },
    sends: ["inbox"],
    sendsToStores: true,
  },
  PosStatus: { invokes: ["OrderService"] },
  PosConversations: {
    tables: {
      ConversationTable: ["GetItem"],
      "ConversationTable/HandoffIndex": ["Query"],
      "ConversationTable/SurveyIndex": ["Query"],
      TenantConfigTable: ["GetItem", "Scan"],
    },
    handsOver: ["inbox"],
  },
  Health: {
    tables: {
      ConversationTable: ["GetItem"],
      OrderConfigTable: ["GetItem"],
      WhatsAppBotOrders: ["GetItem"],
      PaymentRecordsTable: ["GetItem"],
      TenantConfigTable: ["GetItem"],
      CustomerTable: ["GetItem"],
      IdempotencyTable: ["GetItem"],
    },
    probes: ["inbox"],
  },
  Drain: { tables: { IdempotencyTable: ["GetItem"] } },
  MediaErasure: { erasesMedia: true },
};
