import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { catalogue, functionNames } from "../../../components/functions/catalogue.ts";
import { HandlerFunction, type HandlerFunctionArgs } from "../../../components/functions/handler-function.ts";
import type { Graph } from "../../../twin/engine/graph.ts";
import { byName, descendantsOf, ofType, projectGraph } from "../../support/graph.ts";

const stacks = ["us-east-1", "sa-east-1"];
// biome-ignore lint/suspicious/noExplicitAny: inputs of any resource type.
type Inputs = any;

describe("a handler function", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });
  const partsOf = (name: string, stack: string) => {
    const component = byName(graph, "chatbot:functions:HandlerFunction", name, stack);
    const parts = descendantsOf(graph, component.urn);
    return (type: string) => parts.filter((part) => part.type === type);
  };

  for (const name of functionNames)
    it(`stands up ${name} in both regions: a role, a log group, a function, the alias`, () => {
      for (const stack of stacks) {
        const parts = partsOf(name, stack);
        const [role] = parts("aws:iam/role:Role");
        const [logs] = parts("aws:cloudwatch/logGroup:LogGroup");
        const [fn, ...others] = parts("aws:lambda/function:Function");
        const [alias] = parts("aws:lambda/alias:Alias");
        expect(others).to.deep.equal([]);
        const inputs = fn!.inputs as Inputs;
        expect(inputs).to.deep.include({
          name: `chatbot-${name}`,
          runtime: "nodejs24.x",
          architectures: ["arm64"],
          handler: "index.handler",
          memorySize: catalogue[name].memoryMb,
          timeout: catalogue[name].timeoutSeconds,
          publish: true,
          tracingConfig: { mode: "Active" },
          role: role!.outputs.arn,
        });
        expect(inputs.code.files.map((file: { path: string }) => file.path)).to.deep.equal(["index.mjs"]);
        expect(inputs.environment.variables).to.include({ POWERTOOLS_SERVICE_NAME: name });
        expect(inputs.loggingConfig).to.include({ logFormat: "JSON", logGroup: logs!.outputs.name });
        expect(logs!.inputs).to.include({ name: `/aws/lambda/chatbot-${name}`, retentionInDays: 30 });
        expect(alias!.inputs).to.include({ name: "live", functionVersion: fn!.outputs.version });
      }
    });

  it("hands a call that failed and that nobody waited for to the region's queue, soon and with an alarm", () => {
    for (const stack of stacks) {
      const queue = byName(graph, "aws:sqs/queue:Queue", "chatbot-functions-async-dlq", stack);
      expect(queue.inputs).to.include({ name: "chatbot-async-dlq", messageRetentionSeconds: 14 * 86_400 });
      const alarm = byName(
        graph,
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "chatbot-functions-alarm-dead-letters-async",
        stack,
      );
      expect(alarm.inputs.dimensions).to.deep.equal({ QueueName: "chatbot-async-dlq" });
      for (const name of functionNames) {
        const [config] = partsOf(
          name,
          stack,
        )("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
        expect(config?.inputs, name).to.deep.include({
          functionName: `chatbot-${name}`,
          qualifier: "live",
          maximumRetryAttempts: 2,
          maximumEventAgeInSeconds: 300,
          destinationConfig: { onFailure: { destination: queue.outputs.arn } },
        });
      }
    }
  });

  it("has a role of its own, which Lambda alone may take", () => {
    const roles = functionNames.map((name) => partsOf(name, "us-east-1")("aws:iam/role:Role")[0]!);
    expect(new Set(roles.map((role) => role.outputs.arn)).size).to.equal(functionNames.length);
    for (const role of roles) {
      const { Statement } = JSON.parse(role.inputs.assumeRolePolicy as string);
      expect(Statement).to.deep.equal([
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
      ]);
    }
  });

  it("may do nothing by a wildcard but trace, and be placed in a network, which know no resources", () => {
    for (const stack of stacks)
      for (const name of functionNames)
        for (const policy of partsOf(name, stack)("aws:iam/rolePolicy:RolePolicy")) {
          const { Statement } = JSON.parse(policy.inputs.policy as string);
          for (const { Action, Resource, Condition } of Statement) {
            expect(Action.join(), policy.name).not.to.include("*");
            if (!Resource.includes("*")) continue;
            if (policy.name === "AIConversation-allow-network")
              expect(Condition, "not by the function's own code").to.deep.equal({
                Null: { "lambda:SourceFunctionArn": "true" },
              });
            else
              expect(Action, policy.name).to.deep.equal([
                "xray:PutTraceSegments",
                "xray:PutTelemetryRecords",
              ]);
          }
        }
  });

  it("runs the same code in both regions", () => {
    const codes = (stack: string) =>
      ofType(graph, "aws:lambda/function:Function", stack).map(({ inputs }) => (inputs as Inputs).code.hash);
    expect(codes("us-east-1")).to.have.members(codes("sa-east-1"));
  });

  it("has no secret in its environment, only names of secrets", () => {
    for (const { inputs, secretInputs } of ofType(graph, "aws:lambda/function:Function")) {
      expect(secretInputs).to.deep.equal([]);
      const variables = (inputs as Inputs).environment.variables as Record<string, string>;
      for (const [name, value] of Object.entries(variables))
        if (name.endsWith("_SECRET")) expect(value).to.match(/^chatbot\/(twilio|asaas|pos)$/);
    }
  });
});

describe("a handler function refuses", () => {
  before(() =>
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    }),
  );
  const fn = (changed: Partial<HandlerFunctionArgs>) => () =>
    new HandlerFunction("Fn", {
      functionName: "chatbot-Fn",
      service: "Fn",
      entry: "handlers/operations/drain.ts",
      environment: {},
      ...changed,
    });

  it("memory outside the plan's", () => {
    expect(fn({ memoryMb: 512 })).to.throw("Fn: memoryMb is 512; accepted: 1024–2048.");
  });

  it("a timeout outside the plan's", () => {
    expect(fn({ timeoutSeconds: 60 })).to.throw("Fn: timeoutSeconds is 60; accepted: 15–30.");
  });

  it("a retention that CloudWatch Logs does not have", () => {
    expect(fn({ logRetentionDays: 7.5 })).to.throw(
      "Fn: logRetentionDays is 7.5; accepted: 1, 3, 5, 7, 14, 30",
    );
  });

  it("a name that Lambda does not take", () => {
    expect(fn({ functionName: "chatbot/Fn" })).to.throw(
      'Fn: functionName is "chatbot/Fn"; accepted: 1–64 of',
    );
  });
});
