/** Queues and schedules, spoiled. */
import { json, type Mutation, store } from "./mutation.ts";

export const messaging: readonly Mutation[] = [
  {
    name: "a queue in clear",
    at: "chatbot-inbox-queue",
    path: "sqsManagedSseEnabled",
    to: false,
    fires: "queue-encrypted",
  },
  {
    name: "a queue that forgets in four days",
    at: "chatbot-inbox-dlq",
    path: "messageRetentionSeconds",
    to: 345_600,
    fires: "queue-retention",
  },
  {
    name: "a standard queue behind a FIFO one",
    at: "chatbot-inbox-queue",
    path: "fifoQueue",
    to: false,
    fires: "queue-dead-letters-same-kind",
  },
  {
    name: "a dead-letter queue for everybody",
    at: "chatbot-inbox-redrive-allow",
    path: "redriveAllowPolicy",
    to: '{"redrivePermission":"allowAll"}',
    fires: "queue-redrive-allowed",
  },
  {
    name: "a visibility timeout below six times the function's",
    at: "chatbot-inbox-queue",
    path: "visibilityTimeoutSeconds",
    to: 179,
    fires: "queue-visibility",
  },
  {
    name: "one throughput for all tenants",
    at: `${store}-queue`,
    path: "fifoThroughputLimit",
    to: "perQueue",
    fires: "queue-fifo-throughput",
  },
  {
    name: "a batch that fails as a whole",
    at: "inbox-subscription",
    path: "functionResponseTypes",
    to: [],
    fires: "subscription-reports-failures",
  },
  {
    name: "a schedule that drops what failed",
    at: "chatbot-schedules-relay-outbox",
    path: "target.deadLetterConfig",
    fires: "schedule-dead-letters",
  },
  {
    name: "a store's queue in clear HTTP",
    at: `${store}-policy`,
    path: "policy",
    to: json((text) => text.replace("aws:SecureTransport", "aws:Secure")),
    fires: "policies-refuse-plain-http",
  },
  {
    name: "a dead-letter queue in clear HTTP",
    at: "chatbot-inbox-dlq-policy",
    path: "policy",
    to: json((text) =>
      text.replace('"Deny"', '"Allow"').replace('"Principal":"*"', '"Principal":{"AWS":"123456789012"}'),
    ),
    fires: "policies-refuse-plain-http",
  },
  {
    name: "a store's queue for the world",
    at: `${store}-policy`,
    path: "policy",
    to: json((text) => text.replace(/"Principal":\{"AWS":"[^"]+"\}/, '"Principal":"*"')),
    fires: "no-public-principal",
  },
  {
    name: "a store's queue for every restaurant's point of sale",
    at: `${store}-policy`,
    path: "policy",
    to: json((text) => text.replaceAll('client_bella_napoli"}', 'client_tempero_da_bahia"}')),
    fires: "store-queue-pos-only",
  },
  {
    name: "a subscription that drops what failed",
    at: "chatbot-operations-scale-subscription",
    path: "redrivePolicy",
    fires: "topic-subscription-dead-letters",
  },
  {
    name: "a topic with SNS's own key",
    at: "chatbot-alerts-critical",
    path: "kmsMasterKeyId",
    to: "alias/aws/sns",
    fires: "topic-encrypted",
  },
  {
    name: "a queue whose poison stays",
    at: "chatbot-inbox-queue",
    path: "redrivePolicy",
    fires: "queue-dead-letters",
  },
];
