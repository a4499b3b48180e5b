/** A CloudWatch for each test of a suite, what happens in its region, and what came of it. */
import { type Clock, createClock } from "../../../../twin/clock.ts";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import { type AlarmChange, type QueueDepth, TwinEvents } from "../../../../twin/events.ts";
import {
  type CloudWatch,
  type CloudWatchOptions,
  createCloudWatch,
} from "../../../../twin/region/cloudwatch/cloudwatch.ts";
import type { FunctionState } from "../../../../twin/region/types.ts";
import { account, region, resource } from "../apigateway/resources.ts";

export const topicArn = `arn:aws:sns:${region}:${account}:alerts`;
export const alarmArn = (name: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

export function alarm(name: string, inputs: Record<string, unknown>): GraphResource {
  return resource(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    name,
    {
      name,
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 1,
      threshold: 0,
      treatMissingData: "notBreaching",
      ...inputs,
    },
    { arn: alarmArn(name) },
  );
}

export function composite(
  name: string,
  alarmRule: string,
  inputs: Record<string, unknown> = {},
): GraphResource {
  return resource(
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    name,
    { alarmName: name, alarmRule, ...inputs },
    { arn: alarmArn(name) },
  );
}

/** A metric that a test writes as EMF. */
export const business = {
  namespace: "App",
  metricName: "Things",
  dimensions: { service: "shop" },
  period: 60,
};

interface Running {
  clock: Clock;
  events: TwinEvents;
  cloudwatch: CloudWatch | undefined;
  changes: AlarmChange[];
  published: { topicArn: string; subject: string; message: string }[];
  depths: QueueDepth[];
  states: FunctionState[];
}

export function useCloudWatch() {
  const fresh = (): Running => ({
    clock: createClock(),
    events: new TwinEvents(),
    cloudwatch: undefined,
    changes: [],
    published: [],
    depths: [],
    states: [],
  });
  const running = fresh();

  function create(resources: GraphResource[], more: Partial<CloudWatchOptions> = {}): CloudWatch {
    Object.assign(running, fresh());
    const { clock, events, changes, published } = running;
    events.on("alarm", (change) => changes.push(change));
    running.cloudwatch = createCloudWatch({
      region,
      accountId: account,
      resources,
      clock,
      events,
      queues: () => running.depths,
      functions: () => running.states,
      publish: (topic, notice) => void published.push({ topicArn: topic, ...notice }),
      invokeAsync: () => {},
      ...more,
    });
    return running.cloudwatch;
  }

  afterEach(() => running.cloudwatch?.stop());

  const log = (line: string, logGroup = "/aws/lambda/shop", at = region) =>
    running.events.emit("log", {
      region: at,
      logGroup,
      functionName: "shop",
      time: running.clock.now(),
      line,
    });
  const emf = (value: number | number[]) =>
    log(
      JSON.stringify({
        _aws: {
          Timestamp: 0,
          CloudWatchMetrics: [
            { Namespace: "App", Dimensions: [["service"]], Metrics: [{ Name: "Things", Unit: "Count" }] },
          ],
        },
        service: "shop",
        Things: value,
      }),
    );
  const request = (status: number, durationMs = 5) =>
    running.events.emit("request", {
      region,
      method: "GET",
      path: "/",
      status,
      durationMs,
      apiName: "front",
      stage: "live",
    });
  const invocation = (error?: string, durationMs = 5) =>
    running.events.emit("invocation", {
      region,
      functionName: "shop",
      requestId: "r",
      trigger: "api",
      durationMs,
      cold: false,
      error,
    });
  const state = (name: string) => running.cloudwatch?.alarms().find((one) => one.alarm === name)?.state;
  /** Past the evaluation that follows the end of the running minute. */
  const minute = () => running.clock.advance(60_000 - (running.clock.now() % 60_000) + 6_000);

  return { running, create, log, emf, request, invocation, state, minute };
}
