import { expect } from "chai";
import { createClock } from "../../../../twin/clock.ts";
import type { GraphResource } from "../../../../twin/engine/graph.ts";
import { type Denied, type ScheduleRun, TwinEvents } from "../../../../twin/events.ts";
import { AwsError } from "../../../../twin/region/aws-service.ts";
import {
  type Scheduler,
  type SchedulerOptions,
  startScheduler,
} from "../../../../twin/region/scheduler/scheduler.ts";
import type { Functions } from "../../../../twin/region/types.ts";
import { fakeFunctions } from "../apigateway/functions.ts";
import { account, functionArn, permission, region, resource } from "../apigateway/resources.ts";

const roleArn = `arn:aws:iam::${account}:role/scheduler`;
const deadLetters = `arn:aws:sqs:${region}:${account}:dead`;
const scheduleArn = `arn:aws:scheduler:${region}:${account}:schedule/jobs/tick`;

const schedule = (inputs: Record<string, unknown> = {}, target: Record<string, unknown> = {}) =>
  resource(
    "aws:scheduler/schedule:Schedule",
    "jobs/tick",
    {
      name: "tick",
      groupName: "jobs",
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: functionArn("job:live"),
        roleArn,
        input: '{"action":"go"}',
        deadLetterConfig: { arn: deadLetters },
        ...target,
      },
      ...inputs,
    },
    { arn: scheduleArn },
  );

describe("EventBridge Scheduler", () => {
  let scheduler: Scheduler | undefined;
  let clock = createClock();
  let runs: ScheduleRun[] = [];
  let denials: Denied[] = [];
  let sent: {
    queue: string;
    body: string;
    groupId?: string;
    attributes?: Readonly<Record<string, string>>;
  }[] = [];
  let published: [string, string][] = [];

  function start(resources: GraphResource[], functions: Functions, more: Partial<SchedulerOptions> = {}) {
    clock = createClock();
    [runs, denials, sent, published] = [[], [], [], []];
    const events = new TwinEvents();
    events.on("schedule", (run) => runs.push(run));
    events.on("denied", (denied) => denials.push(denied));
    scheduler = startScheduler({
      region,
      accountId: account,
      resources,
      functions,
      queues: { send: (queue, message) => void sent.push({ queue, ...message }) },
      publish: (topicArn, message) => void published.push([topicArn, message]),
      clock,
      events,
      ...more,
    });
    return scheduler;
  }

  /** Lets promises that a tick started come to an end. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  afterEach(() => scheduler?.stop());

  it("starts a function's alias with the input, asynchronously, at every tick", async () => {
    const functions = fakeFunctions({ "job:live": () => null });
    start([schedule()], functions);
    clock.advance(59_000);
    expect(functions.calls).to.have.length(0);
    clock.advance(121_000);
    await settled();
    expect(functions.calls).to.deep.equal(
      Array(3).fill({ name: "job:live", payload: { action: "go" }, trigger: "schedule" }),
    );
    expect(runs[0]).to.include({
      region,
      group: "jobs",
      schedule: "tick",
      attempts: 1,
      outcome: "delivered",
    });
  });

  it("fills the context keys of an input", async () => {
    const functions = fakeFunctions({ "job:live": () => null });
    const input = '{"arn":"<aws.scheduler.schedule-arn>","at":"<aws.scheduler.scheduled-time>"}';
    const running = start([schedule({}, { input })], functions);
    const due = new Date(running.schedules()[0]?.next ?? 0).toISOString().slice(0, 19);
    clock.advance(60_000);
    await settled();
    expect(functions.calls[0]?.payload).to.deep.equal({ arn: scheduleArn, at: `${due}Z` });
  });

  it("passes no tick while dark, and goes on afterwards", async () => {
    const functions = fakeFunctions({ "job:live": () => null });
    const running = start([schedule()], functions);
    running.setDark(true);
    expect(running.schedules()[0]?.next).to.equal(undefined);
    clock.advance(180_000);
    expect(functions.calls).to.have.length(0);
    running.setDark(false);
    clock.advance(60_000);
    await settled();
    expect(functions.calls).to.have.length(1);
  });

  it("leaves out a disabled schedule, and ends with endDate", async () => {
    const functions = fakeFunctions({ "job:live": () => null });
    start([schedule({ state: "DISABLED" })], functions);
    clock.advance(120_000);
    expect(functions.calls).to.have.length(0);
    scheduler?.stop();
    start([schedule({ endDate: new Date(Date.now() + 90_000).toISOString() })], functions);
    clock.advance(600_000);
    await settled();
    expect(functions.calls).to.have.length(1);
  });

  it("comes at some moment of a flexible window", () => {
    const flexible = schedule({ flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 5 } });
    const next = start([flexible], fakeFunctions({})).schedules()[0]?.next ?? 0;
    const planned = clock.now() + 60_000;
    expect(next).to.be.within(planned - 1_000, planned + 300_000);
  });

  describe("when the target refuses", () => {
    const failing = (failures: number, code = "TooManyRequestsException") => {
      let left = failures;
      const functions = fakeFunctions({ "job:live": () => null });
      return {
        ...functions,
        invokeAsync(...args: Parameters<Functions["invokeAsync"]>) {
          if (left-- > 0) throw new AwsError(code, "no", 429);
          functions.invokeAsync(...args);
        },
      };
    };

    it("tries again with growing pauses", async () => {
      const functions = failing(2);
      start([schedule()], functions);
      clock.advance(60_000);
      await settled();
      clock.advance(1_000);
      await settled();
      expect(functions.calls).to.have.length(0);
      clock.advance(2_000);
      await settled();
      expect(functions.calls).to.have.length(1);
      expect(runs).to.have.length(1);
      expect(runs[0]).to.include({ attempts: 3, outcome: "delivered" });
    });

    it("gives up after its retries and keeps the tick in the dead-letter queue", async () => {
      start([schedule({}, { retryPolicy: { maximumRetryAttempts: 1 } })], failing(9));
      clock.advance(60_000);
      await settled();
      clock.advance(1_000);
      await settled();
      expect(sent).to.deep.equal([
        {
          queue: deadLetters,
          body: '{"action":"go"}',
          attributes: {
            ERROR_CODE: "TooManyRequestsException",
            ERROR_MESSAGE: "no",
            EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
            SCHEDULE_ARN: scheduleArn,
            TARGET_ARN: functionArn("job:live"),
          },
        },
      ]);
      expect(runs[0]).to.include({ attempts: 2, outcome: "dead-letter" });
    });

    it("gives up when the tick has become too old", async () => {
      start([schedule({}, { retryPolicy: { maximumEventAgeInSeconds: 60 } })], failing(99));
      clock.advance(60_000);
      for (let second = 0; second < 59; second++) {
        await settled();
        clock.advance(1_000);
      }
      await settled();
      expect(sent[0]?.attributes).to.include({ EXHAUSTED_RETRY_CONDITION: "MaximumEventAgeInSeconds" });
    });

    it("does not try again what another attempt would not mend", async () => {
      start([schedule({}, { deadLetterConfig: undefined })], failing(1, "ResourceNotFoundException"));
      clock.advance(60_000);
      await settled();
      expect(runs[0]).to.include({ attempts: 1, outcome: "dropped" });
    });
  });

  it("is held to the role's permissions, for the target and for the dead-letter queue", async () => {
    const functions = fakeFunctions({ "job:live": () => null });
    const asked: string[] = [];
    start([schedule()], functions, {
      mayCall: (principal, { action, resource: arn }) => {
        asked.push(`${principal} ${action} ${arn}`);
        return action === "sqs:SendMessage";
      },
    });
    clock.advance(60_000);
    await settled();
    expect(functions.calls).to.have.length(0);
    expect(asked).to.deep.equal([
      `${roleArn} lambda:InvokeFunction ${functionArn("job:live")}`,
      `${roleArn} sqs:SendMessage ${deadLetters}`,
    ]);
    expect(denials[0]).to.include({ principal: roleArn, action: "lambda:InvokeFunction" });
    expect(sent[0]?.attributes).to.include({ ERROR_CODE: "AccessDeniedException" });
  });

  it("sends to queues and topics, and calls an API with a universal target", async () => {
    const functions = fakeFunctions({ "job:live": () => null });
    const named = (name: string, target: Record<string, unknown>) => ({
      ...schedule({ name }, { input: "text", ...target }),
      id: name,
    });
    start(
      [
        named("queue", { arn: `${deadLetters}.fifo`, sqsParameters: { messageGroupId: "g" } }),
        named("topic", { arn: `arn:aws:sns:${region}:${account}:t` }),
        named("call", {
          arn: "arn:aws:scheduler:::aws-sdk:lambda:invoke",
          input: JSON.stringify({ FunctionName: functionArn("job"), Qualifier: "live", Payload: '{"x":1}' }),
        }),
      ],
      functions,
    );
    clock.advance(60_000);
    await settled();
    expect(sent).to.deep.equal([{ queue: `${deadLetters}.fifo`, body: "text", groupId: "g" }]);
    expect(published).to.deep.equal([[`arn:aws:sns:${region}:${account}:t`, "text"]]);
    expect(functions.calls).to.deep.equal([{ name: "job:live", payload: { x: 1 }, trigger: "schedule" }]);
  });

  it("refuses at start an expression and a target that it cannot run, naming the schedule", () => {
    expect(() => start([schedule({ scheduleExpression: "cron(0 10 * * *)" })], fakeFunctions({}))).to.throw(
      /Schedule::jobs\/tick: "cron\(0 10 \* \* \*\)" must have six fields/,
    );
    expect(() => start([schedule({}, { arn: "arn:aws:ecs:x:y:cluster/z" })], fakeFunctions({}))).to.throw(
      /its target arn:aws:ecs/,
    );
  });

  describe("EventBridge rules", () => {
    const ruleArn = `arn:aws:events:${region}:${account}:rule/nightly`;
    const rule = resource(
      "aws:cloudwatch/eventRule:EventRule",
      "nightly",
      { name: "nightly", scheduleExpression: "rate(1 hour)" },
      { arn: ruleArn },
    );
    const target = resource("aws:cloudwatch/eventTarget:EventTarget", "nightly-job", {
      rule: "nightly",
      arn: functionArn("job:live"),
    });

    it("start a permitted function with the scheduled event", async () => {
      const functions = fakeFunctions({ "job:live": () => null });
      start([rule, target, permission("job:live", ruleArn, "events.amazonaws.com")], functions);
      clock.advance(3_600_000);
      await settled();
      expect(functions.calls[0]?.payload).to.deep.include({
        "detail-type": "Scheduled Event",
        source: "aws.events",
        account,
        region,
        resources: [ruleArn],
        detail: {},
      });
    });

    it("for events of AWS are left alone, whatever their targets ask for", async () => {
      const onEvent = resource(
        "aws:cloudwatch/eventRule:EventRule",
        "on-event",
        { name: "on-event", eventPattern: "{}" },
        { arn: `${ruleArn}-event` },
      );
      const transformed = resource("aws:cloudwatch/eventTarget:EventTarget", "transformed", {
        rule: "on-event",
        arn: "arn:aws:codepipeline:x:y:z",
        inputTransformer: { inputTemplate: "<a>" },
      });
      expect(start([onEvent, transformed], fakeFunctions({})).schedules()).to.deep.equal([]);
      const constant = resource("aws:cloudwatch/eventTarget:EventTarget", "bad", {
        ...transformed.inputs,
        rule: "nightly",
      });
      expect(() => start([rule, constant], fakeFunctions({}))).to.throw(/inputTransformer: is not supported/);
    });

    it("start nothing without a permission", async () => {
      const functions = fakeFunctions({ "job:live": () => null });
      start([rule, target], functions);
      clock.advance(3_600_000);
      await settled();
      expect(functions.calls).to.have.length(0);
      expect(denials[0]).to.include({ principal: "events.amazonaws.com" });
    });
  });
});
