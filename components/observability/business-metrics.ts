/** The metrics that functions write as EMF log lines: what the business did, by the function that saw it. */
import type { Metric } from "./alarms/alarm.ts";

/** Name → the only function that counts it. */
export const businessMetrics = {
  MessagesReceived: "WebhookHandler",
  MessagesAnswered: "AIConversation",
  /** Milliseconds from a message's arrival to its answer. */
  ResponseTime: "AIConversation",
  ModelFallback: "AIConversation",
  MenuMode: "AIConversation",
  /** 1 for a turn of the small model's, 0 for a larger one's: its average is the share. */
  SmallModelShare: "AIConversation",
  ModelTokens: "AIConversation",
  CommonAnswers: "AIConversation",
  MessagesNotSent: "AIConversation",
  CustomersUnreachable: "AIConversation",
  DeadLettered: "AIConversation",
  /** A person was asked to take a conversation over. */
  Handoffs: "AIConversation",
  /** 1–5, of an order: its average is the score. */
  Satisfaction: "AIConversation",
  OrdersPlaced: "OrderService",
  OrderValue: "OrderService",
  OrdersConfirmed: "OrderService",
  OrdersCancelled: "OrderService",
  OrdersExpired: "OrderService",
  OrdersRejected: "OrderService",
  OrdersRefunded: "OrderService",
  PaymentRequested: "PaymentService",
  PaymentConfirmed: "PaymentService",
  PaymentFailed: "PaymentService",
  PaymentUnapplied: "PaymentService",
  PaymentDisputed: "PaymentService",
  PaymentQueuePaused: "PaymentService",
  OutboxRelayed: "SQSProducer",
} as const;

export type BusinessMetric = keyof typeof businessMetrics;

export function businessMetric(metricName: BusinessMetric): Metric {
  return { namespace: "Chatbot", metricName, dimensions: { service: businessMetrics[metricName] } };
}
