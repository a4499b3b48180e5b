import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import { type AlarmChange, type Denied, type QueueDepth, TwinEvents } from "../../../../twin/events.ts";
import {
  type CloudWatch,
  type CloudWatchOptions,
  createCloudWatch,
} from "../../../../twin/region/cloudwatch/cloudwatch.ts";
import type { FunctionState } from "../../../../twin/region/types.ts";
import { account, functionArn, permission, region, resource } from "../apigateway/resources.ts";

const topicArn = `arn:aws:sns:${region}:${account}:alerts`;
const alarmArn = (name: string) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

function alarm(name: string, inputs: Record<string, unknown>): GraphResource {
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

function composite(name: string, alarmRule: string, inputs: Record<string, unknown> = {}): GraphResource {
  return resource(
    "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    name,
    { alarmName: name, alarmRule, ...inputs },
    { arn: alarmArn(name) },
  );
}

/** A metric that a test writes as EMF. */
const business = { namespace: "App", metricName: "Things", dimensions: { service: "shop" }, period: 60 };

describe("CloudWatch", () => {
  let clock = createClock();
  let events = new TwinEvents();
  let cloudwatch: CloudWatch | undefined;
  let changes: AlarmChange[] = [];
  let published: { topicArn: string; subject: string; message: string }[] = [];
  let depths: QueueDepth[] = [];
  let states: FunctionState[] = [];

  function create(resources: GraphResource[], more: Partial<CloudWatchOptions> = {}): CloudWatch {
    clock = createClock();
    events = new TwinEvents();
    [changes, published, depths, states] = [[], [], [], []];
    events.on("alarm", (change) => changes.push(change));
    cloudwatch = createCloudWatch({
      region,
      accountId: account,
      resources,
      clock,
      events,
      queues: () => depths,
      functions: () => states,
      publish: (topic, notice) => void published.push({ topicArn: topic, ...notice }),
      invokeAsync: () => {},
      ...more,
    });
    return cloudwatch;
  }

  afterEach(() => cloudwatch?.stop());

  const log = (line: string, logGroup = "/aws/lambda/shop", at = region) =>
    events.emit("log", { region: at, logGroup, functionName: "shop", time: clock.now(), line });
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
    events.emit("request", {
      region,
      method: "GET",
      path: "/",
      status,
      durationMs,
      apiName: "front",
      stage: "live",
    });
  const invocation = (error?: string, durationMs = 5) =>
    events.emit("invocation", {
      region,
      functionName: "shop",
      requestId: "r",
      trigger: "api",
      durationMs,
      cold: false,
      error,
    });
  const state = (name: string) => cloudwatch?.alarms().find((one) => one.alarm === name)?.state;
  /** Past the evaluation that follows the end of the running minute. */
  const minute = () => clock.advance(60_000 - (clock.now() % 60_000) + 6_000);

  describe("logs", () => {
    it("keeps the region's last lines, newest last", () => {
      const watch = create([], { keptLogLines: 2 });
      for (const line of ["one", "two", "three"]) log(line);
      log("elsewhere", "/aws/lambda/shop", "sa-east-1");
      expect(watch.logs().map(({ line }) => line)).to.deep.equal(["two", "three"]);
    });
  });

  describe("metrics", () => {
    it("come from EMF documents, by their dimensions", () => {
      const watch = create([]);
      emf([2, 3]);
      log('{"_aws":{"broken":true}}');
      log("plain text");
      expect(
        watch.metrics().map(({ namespace, name, dimensions, value }) => [namespace, name, dimensions, value]),
      ).to.deep.equal([
        ["App", "Things", { service: "shop" }, 2],
        ["App", "Things", { service: "shop" }, 3],
      ]);
    });

    it("come from metric filters of their log group, with values and dimensions from the line", () => {
      const filter = resource("aws:cloudwatch/logMetricFilter:LogMetricFilter", "refused", {
        logGroupName: "/aws/apigateway/front",
        pattern: "{ ($.status = 401) || ($.status = 403) }",
        metricTransformation: {
          name: "Slow",
          namespace: "App",
          value: "$.latency",
          dimensions: { Route: "$.route" },
        },
      });
      const watch = create([filter]);
      log('{"status":403,"latency":7,"route":"/x"}', "/aws/apigateway/front");
      log('{"status":403,"latency":9}', "/aws/apigateway/front");
      log('{"status":200,"latency":1,"route":"/x"}', "/aws/apigateway/front");
      log('{"status":403,"latency":2,"route":"/x"}', "/another/group");
      expect(watch.metrics().map(({ name, dimensions, value }) => [name, dimensions, value])).to.deep.equal([
        ["Slow", { Route: "/x" }, 7],
      ]);
    });

    it("gets a filter's default once a minute", () => {
      const filter = resource("aws:cloudwatch/logMetricFilter:LogMetricFilter", "errors", {
        logGroupName: "/g",
        pattern: "ERROR",
        metricTransformation: { name: "E", namespace: "App", value: "1", defaultValue: "0" },
      });
      const watch = create([filter]);
      for (const line of ["fine", "fine", "ERROR", "fine"]) log(line, "/g");
      expect(watch.metrics().map(({ value }) => value)).to.deep.equal([0, 1]);
    });

    it("are published by Lambda, API Gateway, SQS, Scheduler and Route 53", () => {
      const watch = create([]);
      invocation("TypeError", 12);
      invocation("TooManyRequestsException");
      request(404, 30);
      depths = [{ region, queue: "inbox", visible: 4, inFlight: 1, delayed: 0 }];
      states = [{ name: "shop", memoryMb: 128, timeoutSeconds: 3, warm: 2, busy: 1 }];
      events.emit("schedule", {
        region,
        kind: "schedule",
        group: "jobs",
        schedule: "tick",
        planned: 0,
        attempts: 2,
        outcome: "dead-letter",
      });
      events.emit("health", { healthCheck: "check-1", healthy: false, time: clock.now() });
      watch.evaluate();
      const value = (namespace: string, name: string, dimensions: object) =>
        watch
          .metrics()
          .filter((point) => point.namespace === namespace && point.name === name)
          .filter((point) => JSON.stringify(point.dimensions) === JSON.stringify(dimensions))
          .map((point) => point.value);
      expect(value("AWS/Lambda", "Errors", { FunctionName: "shop" })).to.deep.equal([1]);
      expect(value("AWS/Lambda", "Invocations", {})).to.deep.equal([1]);
      expect(value("AWS/Lambda", "Duration", { FunctionName: "shop" })).to.deep.equal([12]);
      expect(value("AWS/Lambda", "Throttles", { FunctionName: "shop" })).to.deep.equal([0, 1]);
      expect(value("AWS/Lambda", "ConcurrentExecutions", { FunctionName: "shop" })).to.deep.equal([1]);
      const stage = { ApiName: "front", Stage: "live" };
      expect(value("AWS/ApiGateway", "4XXError", stage)).to.deep.equal([1]);
      expect(value("AWS/ApiGateway", "5XXError", stage)).to.deep.equal([0]);
      expect(value("AWS/ApiGateway", "Latency", { ApiName: "front" })).to.deep.equal([30]);
      expect(value("AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName: "inbox" })).to.deep.equal([
        4,
      ]);
      expect(
        value("AWS/Scheduler", "InvocationsSentToDeadLetterCount", { ScheduleGroup: "jobs" }),
      ).to.deep.equal([1]);
      expect(value("AWS/Route53", "HealthCheckStatus", { HealthCheckId: "check-1" })).to.deep.equal([0, 0]);
    });

    it("know since when a queue has not been empty", () => {
      const watch = create([]);
      depths = [{ region, queue: "inbox", visible: 1, inFlight: 0, delayed: 0 }];
      watch.evaluate();
      clock.advance(30_000);
      watch.evaluate();
      const ages = () =>
        watch
          .metrics()
          .flatMap(({ name, value }) => (name === "ApproximateAgeOfOldestMessage" ? [value] : []));
      expect(ages().at(-1)).to.be.closeTo(30, 1);
      depths = [{ region, queue: "inbox", visible: 0, inFlight: 0, delayed: 0 }];
      watch.evaluate();
      expect(ages().at(-1)).to.equal(0);
    });
  });

  describe("alarms", () => {
    it("fire and recover by the minute, telling their topics", () => {
      create([
        alarm("many", {
          ...business,
          statistic: "Sum",
          threshold: 5,
          alarmActions: [topicArn],
          okActions: [topicArn],
        }),
      ]);
      clock.advance(6_000);
      expect(state("many")).to.equal("OK");
      expect(published, "all well at the start is no news").to.have.length(0);
      emf(3);
      emf(3);
      minute();
      expect(state("many")).to.equal("ALARM");
      minute();
      expect(state("many")).to.equal("OK");
      expect(changes.map(({ state: to }) => to)).to.deep.equal(["OK", "ALARM", "OK"]);
      expect(published.map(({ subject }) => subject)).to.deep.equal([
        'ALARM: "many" in US East (N. Virginia)',
        'OK: "many" in US East (N. Virginia)',
      ]);
      expect(JSON.parse(published[0]?.message ?? "")).to.deep.include({
        AlarmName: "many",
        NewStateValue: "ALARM",
        OldStateValue: "OK",
        AlarmArn: alarmArn("many"),
      });
    });

    it("are judged on demand, what has just happened included", () => {
      const watch = create([alarm("any", { ...business, statistic: "Maximum" })]);
      emf(1);
      watch.evaluate();
      expect(state("any")).to.equal("ALARM");
      const [shown] = watch.alarms();
      expect(shown?.reason).to.match(
        /1 out of the last 1 datapoints \[1\] was greater than the threshold \(0\)/,
      );
    });

    it("need as many breaching periods as they say, of those they look at", () => {
      const watch = create([
        alarm("two of three", { ...business, statistic: "Sum", evaluationPeriods: 3, datapointsToAlarm: 2 }),
      ]);
      emf(1);
      watch.evaluate();
      expect(state("two of three")).to.equal("OK");
      clock.advance(120_000);
      emf(1);
      watch.evaluate();
      expect(state("two of three")).to.equal("ALARM");
    });

    it("treat missing data as they say", () => {
      const watch = create(
        ["breaching", "notBreaching", "missing", "ignore"].map((treatMissingData) =>
          alarm(treatMissingData, { ...business, statistic: "Sum", treatMissingData }),
        ),
      );
      const all = () => watch.alarms().map((one) => one.state);
      watch.evaluate();
      expect(all()).to.deep.equal(["ALARM", "OK", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"]);
      emf(1);
      watch.evaluate();
      expect(all()).to.deep.equal(["ALARM", "ALARM", "ALARM", "ALARM"]);
      clock.advance(130_000);
      expect(all(), "ignore keeps the state").to.deep.equal(["ALARM", "OK", "INSUFFICIENT_DATA", "ALARM"]);
    });

    it("do not take the time before the first sample, or in the dark, for trouble", () => {
      const watch = create([
        alarm("unhealthy", {
          namespace: "AWS/Route53",
          metricName: "HealthCheckStatus",
          dimensions: { HealthCheckId: "check-1" },
          statistic: "Minimum",
          period: 60,
          comparisonOperator: "LessThanThreshold",
          threshold: 1,
          treatMissingData: "breaching",
        }),
      ]);
      events.emit("health", { healthCheck: "check-1", healthy: true, time: clock.now() });
      minute();
      minute();
      watch.setDark(true);
      minute();
      watch.setDark(false);
      minute();
      expect(changes.map(({ state: to }) => to)).to.deep.equal(["OK"]);
      events.emit("health", { healthCheck: "check-1", healthy: false, time: clock.now() });
      minute();
      expect(state("unhealthy")).to.equal("ALARM");
    });

    it("read percentiles, averages and metric math", () => {
      const stage = { ApiName: "front", Stage: "live" };
      const watch = create([
        alarm("p95", {
          namespace: "AWS/ApiGateway",
          metricName: "Latency",
          dimensions: stage,
          extendedStatistic: "p95",
          period: 300,
          threshold: 1000,
        }),
        alarm("rate", {
          namespace: "AWS/ApiGateway",
          metricName: "5XXError",
          dimensions: stage,
          statistic: "Average",
          period: 300,
          threshold: 0.05,
        }),
        alarm("errors", {
          threshold: 5,
          metricQueries: [
            ...["Errors", "Invocations"].map((metricName) => ({
              id: metricName.toLowerCase(),
              metric: {
                namespace: "AWS/Lambda",
                metricName,
                dimensions: { FunctionName: "shop" },
                stat: "Sum",
                period: 300,
              },
              returnData: false,
            })),
            { id: "result", expression: "100 * errors / invocations", label: "%", returnData: true },
          ],
        }),
      ]);
      const all = () => watch.alarms().map((one) => one.state);
      for (let index = 0; index < 100; index++) {
        request(index < 5 ? 500 : 200, index < 5 ? 2000 : 10);
        invocation(index < 5 ? "Error" : undefined);
      }
      watch.evaluate();
      expect(all(), "exactly at the threshold").to.deep.equal(["OK", "OK", "OK"]);
      request(500, 2000);
      invocation("Error");
      watch.evaluate();
      expect(all()).to.deep.equal(["ALARM", "ALARM", "ALARM"]);
    });

    it("combine into composites, also of composites", () => {
      const watch = create([
        composite("outer", 'ALARM("inner") AND NOT INSUFFICIENT_DATA("a")', { alarmActions: [topicArn] }),
        composite("inner", `ALARM("a") OR (ALARM(${alarmArn("b")}) AND OK("c"))`),
        alarm("a", { ...business, statistic: "Sum", threshold: 10 }),
        alarm("b", { ...business, statistic: "Sum" }),
        alarm("c", { ...business, statistic: "Sum", threshold: 5 }),
      ]);
      emf(6);
      watch.evaluate();
      expect([state("inner"), state("outer")], "b fires, but c is not OK").to.deep.equal(["OK", "OK"]);
      clock.advance(130_000);
      emf(1);
      watch.evaluate();
      expect([state("inner"), state("outer")]).to.deep.equal(["ALARM", "ALARM"]);
      expect(published.map(({ subject }) => subject)).to.deep.equal([
        'ALARM: "outer" in US East (N. Virginia)',
      ]);
    });

    it("say that a learnt band has no data", () => {
      const watch = create([
        alarm("unusual", {
          threshold: undefined,
          thresholdMetricId: "band",
          comparisonOperator: "LessThanLowerThreshold",
          metricQueries: [
            { id: "m", metric: { ...business, stat: "Sum" }, returnData: true },
            { id: "band", expression: "ANOMALY_DETECTION_BAND(m, 3)", returnData: true },
          ],
        }),
      ]);
      emf(1);
      watch.evaluate();
      expect(watch.alarms()[0]).to.include({ state: "INSUFFICIENT_DATA" });
      expect(watch.alarms()[0]?.reason).to.contain("two weeks of data");
    });

    it("act on a function that lets them, and report what they may not do", () => {
      const started: unknown[] = [];
      const denied: Denied[] = [];
      const arn = functionArn("scale:live");
      const acting = alarm("acting", { ...business, statistic: "Sum", alarmActions: [arn, topicArn] });
      const more: Partial<CloudWatchOptions> = {
        invokeAsync: (name, payload) => void started.push([name, payload]),
        publish: () => {
          throw new Error("refused");
        },
      };
      const watch = create(
        [acting, permission("scale:live", alarmArn("acting"), "lambda.alarms.cloudwatch.amazonaws.com")],
        more,
      );
      events.on("denied", (one) => denied.push(one));
      emf(1);
      watch.evaluate();
      expect(started).to.have.length(1);
      expect(denied.map(({ action, resource: on }) => [action, on])).to.deep.equal([
        ["sns:Publish", topicArn],
      ]);
      watch.stop();
      create([acting], more);
      events.on("denied", (one) => denied.push(one));
      emf(1);
      cloudwatch?.evaluate();
      expect(started).to.have.length(1);
      expect(denied.map(({ action }) => action)).to.include("lambda:InvokeFunction");
    });

    it("rest while the region is dark", () => {
      const watch = create([alarm("any", { ...business, statistic: "Sum" })]);
      watch.setDark(true);
      emf(1);
      minute();
      watch.evaluate();
      expect(state("any")).to.equal("INSUFFICIENT_DATA");
      watch.setDark(false);
      emf(1);
      watch.evaluate();
      expect(state("any")).to.equal("ALARM");
    });

    const spoilt: readonly (readonly [what: string, resources: GraphResource[], why: RegExp])[] = [
      [
        "a statistic",
        [alarm("x", { ...business, statistic: "Median" })],
        /MetricAlarm::x: "Median" is no statistic/,
      ],
      ["a period", [alarm("x", { ...business, statistic: "Sum", period: 10 })], /period is 10 s/],
      [
        "a comparison",
        [alarm("x", { ...business, statistic: "Sum", comparisonOperator: "Equals" })],
        /Equals is no/,
      ],
      [
        "an id",
        [alarm("x", { metricQueries: [{ id: "r", expression: "a / b", returnData: true }] })],
        /its expressions name "a"/,
      ],
      ["a rule", [composite("x", 'ALARM("y" OR')], /CompositeAlarm::x: its rule is wrong/],
      ["an alarm", [composite("x", 'ALARM("y")')], /names the alarm "y"/],
    ];
    for (const [what, resources, why] of spoilt)
      it(`are refused at start for ${what} that does not exist`, () => {
        expect(() => create(resources)).to.throw(why);
      });
  });
});
