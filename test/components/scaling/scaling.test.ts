import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { HandlerFunction } from "../../../components/functions/handler-function.ts";
import { FunctionScaling } from "../../../components/scaling/function-scaling.ts";
import { ScaleAction, type ScaleActionArgs } from "../../../components/scaling/scale-action.ts";
import { type WarmFunction, warmFunctions } from "../../../components/scaling/scaling-table.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { byName, descendantsOf, ofType, projectGraph } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
const inputsOf = (resource: GraphResource | undefined): any => resource?.inputs;
const root = path.resolve(import.meta.dirname, "../../..");

let graph: Graph;
const evaluateOnce = async () => {
  graph = await projectGraph();
};

for (const region of ["us-east-1", "sa-east-1"])
  describe(`the scale action in ${region}`, () => {
    before(evaluateOnce);
    const all = (type: string) => ofType(graph, `aws:${type}`, region);
    const scale = () => byName(graph, "aws:lambda/function:Function", "Scale-function", region);
    const mapping = () =>
      byName(graph, "aws:lambda/eventSourceMapping:EventSourceMapping", "inbox-subscription", region);

    it("knows the inbox's mapping, and its bounds are what the mapping is made with and what the function may use", () => {
      const { variables } = inputsOf(scale()).environment;
      expect(variables).to.include({
        SCALED_MAPPING: mapping().outputs.uuid,
        USUAL_CONCURRENCY: String(inputsOf(mapping()).scalingConfig.maximumConcurrency),
      });
      const consumer = byName(graph, "aws:lambda/function:Function", "AIConversation-function", region);
      expect(Number(variables.PEAK_CONCURRENCY)).to.be.within(
        Number(variables.USUAL_CONCURRENCY) + 1,
        consumer.inputs.reservedConcurrentExecutions as number,
      );
    });

    it("is given what its entry reads, and no more", () => {
      const source = readFileSync(path.join(root, "handlers/operations/scale.ts"), "utf8");
      const [, read = ""] = /readEnvironment\(([^)]*)\)/.exec(source) ?? [];
      const names = [...read.matchAll(/"(\w+)"/g)].map(([, variable]) => variable);
      expect(Object.keys(inputsOf(scale()).environment.variables)).to.have.members([
        ...names,
        "POWERTOOLS_SERVICE_NAME",
        "POWERTOOLS_METRICS_NAMESPACE",
      ]);
    });

    it("may read and change that mapping, and no other", () => {
      const policy = byName(graph, "aws:iam/rolePolicy:RolePolicy", "Scale-allow-mapping", region);
      expect(JSON.parse(inputsOf(policy).policy).Statement).to.deep.equal([
        {
          Effect: "Allow",
          Action: ["lambda:GetEventSourceMapping", "lambda:UpdateEventSourceMapping"],
          Resource: [mapping().outputs.arn],
        },
      ]);
    });

    it("follows the backlog's alarm alone of all that its topic is told, and keeps what it could not take", () => {
      const alarm = all("cloudwatch/metricAlarm:MetricAlarm").find(
        ({ inputs }) => inputs.name === "chatbot-backlog-inbox",
      )!;
      expect(inputsOf(alarm)).to.include({ threshold: 1000, period: 300, evaluationPeriods: 3 });
      const subscription = inputsOf(
        all("sns/topicSubscription:TopicSubscription").find(({ inputs }) => inputs.protocol === "lambda"),
      );
      expect([subscription.topic]).to.deep.equal(alarm.inputs.alarmActions);
      expect(alarm.inputs.okActions).to.deep.equal(alarm.inputs.alarmActions);
      expect(subscription.filterPolicyScope).to.equal("MessageBody");
      expect(JSON.parse(subscription.filterPolicy)).to.deep.equal({ AlarmName: [alarm.inputs.name] });
      const permission = byName(
        graph,
        "aws:lambda/permission:Permission",
        "chatbot-operations-scale-permission",
        region,
      );
      expect(permission.inputs).to.include({
        principal: "sns.amazonaws.com",
        sourceArn: subscription.topic,
        qualifier: "live",
      });
      const deadLetters = byName(graph, "aws:sqs/queue:Queue", "chatbot-operations-dead-letters-dlq", region);
      expect(JSON.parse(subscription.redrivePolicy).deadLetterTargetArn).to.equal(deadLetters.outputs.arn);
      const [retries] = all("lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").filter(
        ({ inputs }) => inputs.functionName === "chatbot-Scale",
      );
      expect(inputsOf(retries).destinationConfig.onFailure.destination).to.equal(deadLetters.outputs.arn);
      const lying = byName(
        graph,
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "chatbot-operations-dead-letters-alarm-dead-letters-operations",
        region,
      );
      expect(inputsOf(lying).dimensions).to.deep.equal({ QueueName: "chatbot-operations-dlq" });
    });
  });

describe("functions that wait warm", () => {
  before(evaluateOnce);
  const partsOf = (region: string) => {
    const component = byName(graph, "chatbot:scaling:FunctionScaling", "chatbot-operations-scaling", region);
    const parts = descendantsOf(graph, component.urn);
    return (type: string) => parts.filter((part) => part.type === type).map(inputsOf);
  };
  const target = (region: string, fn: WarmFunction) =>
    partsOf(region)("aws:appautoscaling/target:Target").find(
      ({ resourceId }) => resourceId === `function:chatbot-${fn}:live`,
    );
  const leastBy = (region: string, fn: WarmFunction) =>
    Object.fromEntries(
      partsOf(region)("aws:appautoscaling/scheduledAction:ScheduledAction")
        .filter(({ resourceId }) => resourceId === `function:chatbot-${fn}:live`)
        .map((action) => {
          expect(action.timezone).to.equal("America/Sao_Paulo");
          return [action.schedule, action.scalableTargetAction.minCapacity];
        }),
    );

  it("are those that a message passes, by their alias, each with a reservation that has room for them", () => {
    for (const region of ["us-east-1", "sa-east-1"])
      for (const fn of warmFunctions) {
        const reserved = byName(graph, "aws:lambda/function:Function", `${fn}-function`, region).inputs
          .reservedConcurrentExecutions;
        expect(target(region, fn).maxCapacity).to.be.at.most(reserved as number);
        expect(
          partsOf(region)("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig").filter(
            ({ functionName, qualifier }) => functionName === `chatbot-${fn}` && qualifier === "live",
          ),
        ).to.have.length(1);
      }
  });

  it("are ten to twenty for lunch and for dinner, by São Paulo's clock, and one in between", () => {
    for (const fn of ["WebhookHandler", "AIConversation"] as const) {
      expect(leastBy("us-east-1", fn)).to.deep.equal({
        "cron(30 10 * * ? *)": 10,
        "cron(0 15 * * ? *)": 1,
        "cron(30 17 * * ? *)": 10,
        "cron(30 23 * * ? *)": 1,
      });
      expect(target("us-east-1", fn).maxCapacity).to.equal(20);
    }
  });

  it("are fewer in the secondary, where they may become as many", () => {
    for (const fn of warmFunctions) {
      const [primary, secondary] = ["us-east-1", "sa-east-1"].map(
        (region) => leastBy(region, fn)["cron(30 10 * * ? *)"],
      );
      expect(secondary, fn).to.be.within(1, primary - 1);
      expect(target("sa-east-1", fn).maxCapacity).to.equal(target("us-east-1", fn).maxCapacity);
    }
  });

  it("become more when seven in ten are busy", () => {
    for (const policy of partsOf("us-east-1")("aws:appautoscaling/policy:Policy")) {
      expect(policy.policyType).to.equal("TargetTrackingScaling");
      expect(policy.targetTrackingScalingPolicyConfiguration).to.deep.equal({
        predefinedMetricSpecification: { predefinedMetricType: "LambdaProvisionedConcurrencyUtilization" },
        targetValue: 0.7,
      });
    }
  });

  for (const region of ["us-east-1", "sa-east-1"])
    it(`are set in ${region} by one change of a target after the other: AWS refuses two at once`, () => {
      for (const { inputs } of ofType(graph, "aws:appautoscaling/target:Target", region)) {
        const changes = ["policy:Policy", "scheduledAction:ScheduledAction"]
          .flatMap((type) => ofType(graph, `aws:appautoscaling/${type}`, region))
          .filter((change) => change.inputs.resourceId === inputs.resourceId);
        expect(changes).to.have.length(1 + 4);
        const urns = changes.map(({ urn }) => urn);
        const waitedFor = changes.flatMap(({ dependencies }) =>
          dependencies.filter((urn) => urns.includes(urn)),
        );
        // A chain: all but the last are waited for, each by one other.
        expect(waitedFor).to.have.length(changes.length - 1);
        expect(new Set(waitedFor)).to.have.length(changes.length - 1);
      }
    });

  it("leaves to the scaling what the scaling sets", () => {
    const ignored = (type: string) => ofType(graph, type).map(({ options }) => options?.ignoreChanges.join());
    expect(new Set(ignored("aws:appautoscaling/target:Target"))).to.deep.equal(new Set(["minCapacity"]));
    expect(
      new Set(ignored("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig")),
    ).to.deep.equal(new Set(["provisionedConcurrentExecutions"]));
  });
});

describe("scaling refuses", () => {
  before(() =>
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    }),
  );
  const action = (changed: Partial<ScaleActionArgs>) => () =>
    new ScaleAction("scale", { usualConcurrency: 20, peakConcurrency: 100, ...changed } as ScaleActionArgs);

  it("a peak below the usual, or above what the function may use", () => {
    expect(action({ peakConcurrency: 10 })).to.throw("scale: peakConcurrency is 10; accepted: 20–1000");
    expect(action({ reservedConcurrency: 50 })).to.throw("scale: peakConcurrency is 100; accepted: 20–50");
  });

  it("fewer batches than a mapping can have", () => {
    expect(action({ usualConcurrency: 1 })).to.throw("scale: usualConcurrency is 1; accepted: 2–1000.");
  });

  it("more warm environments than the reservation has room for", () => {
    const scaling = () =>
      new FunctionScaling("warm", {
        prefix: "chatbot",
        functions: {} as Record<WarmFunction, HandlerFunction>,
        environments: 60,
        role: "primary",
        reservedConcurrency: 100,
      });
    expect(scaling).to.throw("warm: environments is 60; accepted: at most 50, half of reservedConcurrency");
  });
});
