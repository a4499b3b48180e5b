/**
 * CloudWatch of one region: logs, the metrics that come from them and from the services, and alarms. Anomaly detection,
 * dashboards and Logs Insights are not played; an alarm on a band says that it has no data.
 */
import type { Clock } from "../../clock.ts";
import type { GraphResource } from "../../engine/graph.ts";
import type { LogLine, QueueDepth, TwinEvents } from "../../events.ts";
import { servicePermissions } from "../apigateway/permissions.ts";
import type { AlarmState, FunctionState, Functions, MetricPoint } from "../types.ts";
import { type AlarmTransition, createAlarms, readAlarms, retentionFor } from "./alarms.ts";
import { createLogMetrics } from "./log-metrics.ts";
import { eventOf, type Notice, noticeOf } from "./notices.ts";
import { createMetricStore } from "./series.ts";
import { startServiceMetrics } from "./service-metrics.ts";

export interface CloudWatchOptions {
  readonly region: string;
  readonly accountId: string;
  /** The resources of this region. */
  readonly resources: readonly GraphResource[];
  readonly clock: Clock;
  readonly events: TwinEvents;
  /** What is measured every minute. */
  readonly queues: () => readonly QueueDepth[];
  readonly functions: () => readonly FunctionState[];
  /** Publishes as cloudwatch.amazonaws.com. @throws what SNS refuses */
  readonly publish: (topicArn: string, notice: Notice) => void;
  /** For alarms that act on a function. */
  readonly invokeAsync: Functions["invokeAsync"];
  /** @default the last 5,000 lines */
  readonly keptLogLines?: number;
}

export interface CloudWatch {
  alarms(): AlarmState[];
  metrics(): readonly MetricPoint[];
  /** Newest last. */
  logs(): readonly LogLine[];
  /** Measures and judges what has happened up to now; every minute judges what happened up to its end. */
  evaluate(): void;
  /** Dark: nothing is measured or judged. */
  setDark(dark: boolean): void;
  stop(): void;
}

const minuteMs = 60_000;
/** After the start, and after each minute's end: inside a step, so that each whole step falls into one minute. */
const settleMs = 5_000;

/** Throws a sentence for an alarm or filter that AWS would refuse or the twin cannot judge. */
export function createCloudWatch(options: CloudWatchOptions): CloudWatch {
  const { region, accountId, resources, clock, events, publish, invokeAsync, keptLogLines = 5_000 } = options;
  const read = readAlarms(resources, clock.now());
  const store = createMetricStore(clock, retentionFor(read));
  const pointsOf = createLogMetrics(resources);
  const permitted = servicePermissions(resources);
  const services = startServiceMetrics({ ...options, record: store.record });
  const alarms = createAlarms({ region, alarms: read, store, clock, changed });
  const logs: LogLine[] = [];
  let dark = false;

  const onLog = (line: LogLine) => {
    if (line.region !== region) return;
    logs.push(line);
    if (logs.length > keptLogLines) logs.splice(0, logs.length - keptLogLines);
    for (const point of pointsOf(line)) store.record(point);
  };
  events.on("log", onLog);

  function changed(transition: AlarmTransition): void {
    const { alarm, to, actions } = transition;
    events.emit("alarm", { region, alarm: alarm.name, ...to });
    const where = { region, accountId, time: clock.now() };
    for (const arn of actions) {
      if (arn.startsWith("arn:aws:sns:")) tell(arn, noticeOf(transition, where));
      else if (arn.startsWith("arn:aws:lambda:")) start(arn, alarm.arn, eventOf(transition, where));
    }
  }

  function tell(topicArn: string, notice: Notice): void {
    try {
      publish(topicArn, notice);
    } catch {
      deny("sns:Publish", topicArn);
    }
  }

  function start(functionArn: string, alarmArn: string, event: object): void {
    const principal = "lambda.alarms.cloudwatch.amazonaws.com";
    if (permitted({ principal, sourceArn: alarmArn, functionName: functionArn }))
      invokeAsync(functionArn, event, "async");
    else deny("lambda:InvokeFunction", functionArn);
  }

  function deny(action: string, resource: string): void {
    events.emit("denied", { region, principal: "cloudwatch.amazonaws.com", action, resource });
  }

  function evaluate(upToNow: boolean): void {
    if (dark) return;
    services.sample();
    alarms.evaluate(upToNow);
  }

  // The first time there is no whole step yet, only what is sampled now.
  let cancel = clock.after(settleMs, () => tick(true));
  function tick(upToNow: boolean): void {
    const untilMinute = minuteMs - (clock.now() % minuteMs);
    cancel = clock.after(untilMinute + settleMs, () => tick(false));
    evaluate(upToNow);
  }

  return {
    alarms: alarms.states,
    metrics: store.points,
    logs: () => logs,
    evaluate: () => evaluate(true),
    setDark(value) {
      if (value === dark) return;
      dark = value;
      // The minutes in the dark have no samples: without one now, silence would look like trouble.
      evaluate(true);
    },
    stop() {
      cancel();
      events.off("log", onLog);
      services.stop();
    },
  };
}
