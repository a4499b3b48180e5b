import { expect } from "chai";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import type { Denied } from "../../../../twin/events.ts";
import type { CloudWatchOptions } from "../../../../twin/region/cloudwatch/cloudwatch.ts";
import { functionArn, permission } from "../apigateway/resources.ts";
import { alarm, alarmArn, business, composite, topicArn, useCloudWatch } from "./running.ts";

describe("CloudWatch's alarms", () => {
  const { running, create, emf, request, invocation, state, minute } = useCloudWatch();

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
    running.clock.advance(6_000);
    expect(state("many")).to.equal("OK");
    expect(running.published, "all well at the start is no news").to.have.length(0);
    emf(3);
    emf(3);
    minute();
    expect(state("many")).to.equal("ALARM");
    minute();
    expect(state("many")).to.equal("OK");
    expect(running.changes.map(({ state: to }) => to)).to.deep.equal(["OK", "ALARM", "OK"]);
    expect(running.published.map(({ subject }) => subject)).to.deep.equal([
      'ALARM: "many" in US East (N. Virginia)',
      'OK: "many" in US East (N. Virginia)',
    ]);
    expect(JSON.parse(running.published[0]?.message ?? "")).to.deep.include({
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
    running.clock.advance(120_000);
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
    running.clock.advance(130_000);
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
    running.events.emit("health", { healthCheck: "check-1", healthy: true, time: running.clock.now() });
    minute();
    minute();
    watch.setDark(true);
    minute();
    watch.setDark(false);
    minute();
    expect(running.changes.map(({ state: to }) => to)).to.deep.equal(["OK"]);
    running.events.emit("health", { healthCheck: "check-1", healthy: false, time: running.clock.now() });
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
    running.clock.advance(130_000);
    emf(1);
    watch.evaluate();
    expect([state("inner"), state("outer")]).to.deep.equal(["ALARM", "ALARM"]);
    expect(running.published.map(({ subject }) => subject)).to.deep.equal([
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
    running.events.on("denied", (one) => denied.push(one));
    emf(1);
    watch.evaluate();
    expect(started).to.have.length(1);
    expect(denied.map(({ action, resource: on }) => [action, on])).to.deep.equal([["sns:Publish", topicArn]]);
    watch.stop();
    create([acting], more);
    running.events.on("denied", (one) => denied.push(one));
    emf(1);
    running.cloudwatch?.evaluate();
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
