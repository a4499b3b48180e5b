/** The metrics that AWS's services publish of their own, out of what happens in the region. */
import type { Clock } from "../../clock.ts";
import type {
  ApiRequest,
  HealthChange,
  Invocation,
  QueueDepth,
  ScheduleRun,
  TwinEvents,
} from "../../events.ts";
import type { FunctionState } from "../types.ts";
import type { NewPoint } from "./series.ts";

export interface ServiceMetricsOptions {
  readonly region: string;
  readonly clock: Clock;
  readonly events: TwinEvents;
  readonly queues: () => readonly QueueDepth[];
  readonly functions: () => readonly FunctionState[];
  readonly record: (point: NewPoint) => void;
}

/** Route 53 is global and publishes here. */
const route53Region = "us-east-1";

/** Returns `sample`, which measures what has a state rather than happens, and what ends it all. */
export function startServiceMetrics(options: ServiceMetricsOptions) {
  const { region, clock, events, record } = options;
  const health = new Map<string, boolean>();
  /** Since when a queue has not been empty. */
  const waitingSince = new Map<string, number>();

  /** One value under every set of dimensions that the service publishes it with. */
  const publish = (
    namespace: string,
    values: Readonly<Record<string, readonly [value: number, unit: string]>>,
    ...dimensionSets: Readonly<Record<string, string>>[]
  ) => {
    for (const dimensions of dimensionSets)
      for (const [name, [value, unit]] of Object.entries(values))
        record({ namespace, name, dimensions, value, unit });
  };
  const onInvocation = ({ region: at, functionName, durationMs, error }: Invocation) => {
    if (at !== region) return;
    const throttled = error === "TooManyRequestsException";
    const sets: Readonly<Record<string, string>>[] = [{ FunctionName: functionName }, {}];
    publish("AWS/Lambda", { Throttles: [throttled ? 1 : 0, "Count"] }, ...sets);
    if (throttled) return;
    publish(
      "AWS/Lambda",
      {
        Invocations: [1, "Count"],
        Errors: [error ? 1 : 0, "Count"],
        Duration: [durationMs, "Milliseconds"],
      },
      ...sets,
    );
  };
  const onRequest = ({ region: at, status, durationMs, apiName, stage }: ApiRequest) => {
    if (at !== region || !apiName) return;
    publish(
      "AWS/ApiGateway",
      {
        Count: [1, "Count"],
        "4XXError": [status >= 400 && status < 500 ? 1 : 0, "Count"],
        "5XXError": [status >= 500 ? 1 : 0, "Count"],
        Latency: [durationMs, "Milliseconds"],
      },
      { ApiName: apiName },
      ...(stage ? [{ ApiName: apiName, Stage: stage }] : []),
    );
  };
  const onQueue = (depth: QueueDepth) => {
    if (depth.region === region) noteWaiting(depth);
  };
  const onSchedule = ({ region: at, kind, group, attempts, outcome }: ScheduleRun) => {
    if (at !== region || kind !== "schedule") return;
    const delivered = outcome === "delivered";
    publish(
      "AWS/Scheduler",
      {
        InvocationAttemptCount: [attempts, "Count"],
        TargetErrorCount: [delivered ? attempts - 1 : attempts, "Count"],
        InvocationDroppedCount: [delivered ? 0 : 1, "Count"],
        InvocationsSentToDeadLetterCount: [outcome === "dead-letter" ? 1 : 0, "Count"],
      },
      { ScheduleGroup: group },
      {},
    );
  };
  const onHealth = ({ healthCheck, healthy }: HealthChange) => {
    if (region !== route53Region) return;
    health.set(healthCheck, healthy);
    publishHealth(healthCheck, healthy);
  };
  events.on("invocation", onInvocation);
  events.on("request", onRequest);
  events.on("queue", onQueue);
  events.on("schedule", onSchedule);
  events.on("health", onHealth);

  function publishHealth(HealthCheckId: string, healthy: boolean): void {
    publish("AWS/Route53", { HealthCheckStatus: [healthy ? 1 : 0, "None"] }, { HealthCheckId });
  }

  function noteWaiting({ queue, visible }: QueueDepth): void {
    if (visible === 0) waitingSince.delete(queue);
    else if (!waitingSince.has(queue)) waitingSince.set(queue, clock.now());
  }

  return {
    sample(): void {
      for (const depth of options.queues()) {
        noteWaiting(depth);
        const since = waitingSince.get(depth.queue);
        publish(
          "AWS/SQS",
          {
            ApproximateNumberOfMessagesVisible: [depth.visible, "Count"],
            ApproximateNumberOfMessagesNotVisible: [depth.inFlight, "Count"],
            ApproximateNumberOfMessagesDelayed: [depth.delayed, "Count"],
            // At most: the twin knows since when the queue has not been empty, not each message's age.
            ApproximateAgeOfOldestMessage: [
              since === undefined ? 0 : (clock.now() - since) / 1000,
              "Seconds",
            ],
          },
          { QueueName: depth.queue },
        );
      }
      const states = options.functions();
      for (const { name, busy } of states)
        publish("AWS/Lambda", { ConcurrentExecutions: [busy, "Count"] }, { FunctionName: name });
      if (states.length > 0) {
        const total = states.reduce((sum, { busy }) => sum + busy, 0);
        publish("AWS/Lambda", { ConcurrentExecutions: [total, "Count"] }, {});
      }
      for (const [healthCheck, healthy] of health) publishHealth(healthCheck, healthy);
    },
    stop(): void {
      events.off("invocation", onInvocation);
      events.off("request", onRequest);
      events.off("queue", onQueue);
      events.off("schedule", onSchedule);
      events.off("health", onHealth);
    },
  };
}
