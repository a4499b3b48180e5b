/** Business metrics, written as EMF log lines. Dimension: `service` only; which tenant it was is in the log. */
import { Metrics as Powertools } from "@aws-lambda-powertools/metrics";

export type MetricName = "MessagesReceived" | "MessagesAnswered" | "ResponseTime" | "ModelFallback";

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
