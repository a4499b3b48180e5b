/** Business metrics, written as EMF log lines. Dimension: `service` only; which tenant it was is in the log. */
import { Metrics as Powertools } from "@aws-lambda-powertools/metrics";

export type MetricName =
  | "MessagesReceived"
  | "MessagesAnswered"
  | "ResponseTime"
  /** A turn ended without a model's words. */
  | "ModelFallback"
  /** A turn was answered by menus, for want of a model. */
  | "MenuMode"
  /** 1 for a turn that the small model answered, 0 for a larger one's: its average is the share. */
  | "SmallModelShare"
  /** In and out. */
  | "ModelTokens"
  /** A common question, answered without a model. */
  | "CommonAnswers"
  /** Neither in the customer's 24 h nor with a template, or refused by Twilio. */
  | "MessagesNotSent"
  | "CustomersUnreachable"
  /** A person was asked to take a conversation over. */
  | "Handoffs"
  /** 1–5, of an order: its average is the score. */
  | "Satisfaction"
  /** Messages and rows that nobody can read, now in the dead-letter queue. */
  | "DeadLettered";

export interface Metrics<Name extends string = MetricName> {
  count(name: Name, times?: number): void;
  time(name: Name, milliseconds: number): void;
  /** Writes what was counted since the last time; once at the end of an invocation. */
  flush(): void;
}

export function openMetrics<Name extends string = MetricName>(): Metrics<Name> {
  const metrics = new Powertools({ namespace: "Chatbot" });
  return {
    count(name, times = 1) {
      metrics.addMetric(name, "Count", times);
    },
    time(name, milliseconds) {
      metrics.addMetric(name, "Milliseconds", milliseconds);
    },
    flush() {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
