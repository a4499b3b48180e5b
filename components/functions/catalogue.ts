/** The functions: what each is made of, what it is given, and what starts it. What it may do is in access.ts. */
import type { OptionalVariable, Variable } from "../../handlers/shared/environment.ts";

/** Of the functions below. Lambda itself sets AWS_REGION, and operations give their own functions theirs. */
export type ProgramVariable = Exclude<
  Variable,
  "AWS_REGION" | "SCALED_MAPPING" | "USUAL_CONCURRENCY" | "PEAK_CONCURRENCY" | "TWILIO_ACCOUNTS_BASE_URL"
>;

interface Row {
  /** File that exports `handler`. */
  readonly entry: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Exactly what its entry reads: a test compares the two. */
  readonly environment: readonly ProgramVariable[];
  /** Reads the cache where there is one, and is in the network then. @default false */
  readonly usesCache?: boolean;
}

/** What a function that uses the cache reads where there is one. */
export const cacheVariables: readonly OptionalVariable[] = ["CACHE_URL", "CACHE_NAME"];

export const catalogue = {
  /** POST /webhook/{clientId}, /webhook/twilio/{clientId}, /webhook/twilio/{clientId}/status */
  WebhookHandler: {
    entry: "handlers/webhook/index.ts",
    memoryMb: 1024,
    timeoutSeconds: 15,
    environment: [
      "TENANT_CONFIG_TABLE",
      "IDEMPOTENCY_TABLE",
      "QUEUE_URL_PREFIX",
      "INBOX_QUEUE",
      "TWILIO_SECRET",
      "PUBLIC_BASE_URL",
      "ACTIVE_NAME",
      "PRIMARY_REGION",
    ],
  },
  /** Before every route of a tenant. */
  Authorizer: {
    entry: "handlers/webhook/authorizer.ts",
    memoryMb: 1024,
    timeoutSeconds: 15,
    environment: ["TENANT_CONFIG_TABLE", "POS_SECRET"],
  },
  /** inbox.fifo */
  AIConversation: {
    entry: "handlers/conversation/index.ts",
    memoryMb: 2048,
    timeoutSeconds: 30,
    environment: [
      "CONVERSATION_TABLE",
      "TENANT_CONFIG_TABLE",
      "CUSTOMER_TABLE",
      "IDEMPOTENCY_TABLE",
      "QUEUE_URL_PREFIX",
      "MEDIA_BUCKET",
      "ORDER_FUNCTION",
      "TWILIO_SECRET",
      "TWILIO_BASE_URL",
      "PUBLIC_BASE_URL",
      "MODEL_IDS",
    ],
    usesCache: true,
  },
  /** AIConversation, PaymentService, PosStatus; every 5 minutes */
  OrderService: {
    entry: "handlers/order/index.ts",
    memoryMb: 1024,
    timeoutSeconds: 30,
    environment: [
      "ORDERS_TABLE",
      "ORDER_CONFIG_TABLE",
      "TENANT_CONFIG_TABLE",
      "IDEMPOTENCY_TABLE",
      "PAYMENT_FUNCTION",
      "PRODUCER_FUNCTION",
      "ERASURE_FUNCTION",
      "ACTIVE_NAME",
      "PRIMARY_REGION",
    ],
  },
  /** OrderService; payments.fifo; every 15 minutes */
  PaymentService: {
    entry: "handlers/payment/index.ts",
    memoryMb: 1024,
    timeoutSeconds: 30,
    environment: [
      "PAYMENT_RECORDS_TABLE",
      "TENANT_CONFIG_TABLE",
      "MEDIA_BUCKET",
      "QUEUE_URL_PREFIX",
      "ORDER_FUNCTION",
      "ASAAS_SECRET",
      "ASAAS_BASE_URL",
      "ACTIVE_NAME",
      "PRIMARY_REGION",
    ],
  },
  /** POST /webhook/asaas/{clientId} */
  PaymentWebhook: {
    entry: "handlers/payment/webhook.ts",
    memoryMb: 1024,
    timeoutSeconds: 15,
    environment: [
      "IDEMPOTENCY_TABLE",
      "QUEUE_URL_PREFIX",
      "PAYMENTS_QUEUE",
      "ASAAS_SECRET",
      "ACTIVE_NAME",
      "PRIMARY_REGION",
    ],
  },
  /** OrderService; every minute */
  SQSProducer: {
    entry: "handlers/pos/producer.ts",
    memoryMb: 1024,
    timeoutSeconds: 30,
    environment: [
      "ORDERS_TABLE",
      "TENANT_CONFIG_TABLE",
      "QUEUE_URL_PREFIX",
      "INBOX_QUEUE",
      "ACTIVE_NAME",
      "PRIMARY_REGION",
    ],
  },
  /** POST /pos/{clientId}/orders/{orderId}/status */
  PosStatus: {
    entry: "handlers/pos/status.ts",
    memoryMb: 1024,
    timeoutSeconds: 15,
    environment: ["ORDER_FUNCTION"],
  },
  /** GET /pos/{clientId}/conversations, POST /pos/{clientId}/conversations/{conversationId}/messages; every 5 and 15 minutes */
  PosConversations: {
    entry: "handlers/pos/conversations.ts",
    memoryMb: 1024,
    timeoutSeconds: 15,
    environment: [
      "CONVERSATION_TABLE",
      "TENANT_CONFIG_TABLE",
      "QUEUE_URL_PREFIX",
      "INBOX_QUEUE",
      "ACTIVE_NAME",
      "PRIMARY_REGION",
    ],
  },
  /** GET /health */
  Health: {
    entry: "handlers/operations/health.ts",
    memoryMb: 1024,
    timeoutSeconds: 15,
    environment: [
      "CONVERSATION_TABLE",
      "ORDER_CONFIG_TABLE",
      "ORDERS_TABLE",
      "PAYMENT_RECORDS_TABLE",
      "TENANT_CONFIG_TABLE",
      "CUSTOMER_TABLE",
      "IDEMPOTENCY_TABLE",
      "QUEUE_URL_PREFIX",
      "INBOX_QUEUE",
    ],
  },
  /** GET /drain/{region} */
  Drain: {
    entry: "handlers/operations/drain.ts",
    memoryMb: 1024,
    timeoutSeconds: 15,
    environment: ["IDEMPOTENCY_TABLE"],
  },
  /** OrderService */
  MediaErasure: {
    entry: "handlers/operations/erase-media.ts",
    memoryMb: 1024,
    timeoutSeconds: 30,
    environment: ["MEDIA_BUCKET", "PEER_MEDIA_BUCKET", "PEER_REGION"],
  },
} as const satisfies Record<string, Row>;

export type FunctionName = keyof typeof catalogue;
export const functionNames = Object.keys(catalogue) as FunctionName[];

export function usesCache(name: FunctionName): boolean {
  return (catalogue[name] as Row).usesCache ?? false;
}
