import { expect } from "chai";
import { schedules } from "../../../components/schedules/schedule-table.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { ofType, projectGraph } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
type Values = Record<string, any>;

let graph: Graph;
const all = (region: string, type: string) => ofType(graph, `aws:${type}`, region);
const aliasArn = (region: string, service: string) =>
  all(region, "lambda/alias:Alias").find(({ inputs }) => inputs.functionName === `chatbot-${service}`)!
    .outputs.arn;

describe("the schedule table", () => {
  it("has an age and a number of retries that Scheduler accepts", () => {
    for (const row of schedules) {
      expect(row.maximumAgeSeconds).to.be.within(60, 86_400);
      expect(row.maximumRetries).to.be.within(0, 185);
    }
  });
});

for (const region of ["us-east-1", "sa-east-1"])
  describe(`schedules in ${region}`, () => {
    const named = (name: string): GraphResource =>
      all(region, "scheduler/schedule:Schedule").find(({ inputs }) => inputs.name === `chatbot-${name}`)!;
    const target = (name: string) => named(name).inputs.target as Values;

    before(async () => {
      graph = await projectGraph();
    });

    it("end unpaid orders every five minutes and relay the outbox every minute", () => {
      expect(named("expire-orders").inputs.scheduleExpression).to.equal("rate(5 minutes)");
      expect(target("expire-orders").arn).to.equal(aliasArn(region, "OrderService"));
      expect(JSON.parse(target("expire-orders").input)).to.deep.equal({ action: "process_expired_orders" });
      expect(named("relay-outbox").inputs.scheduleExpression).to.equal("rate(1 minute)");
      expect(target("relay-outbox").arn).to.equal(aliasArn(region, "SQSProducer"));
      expect(JSON.parse(target("relay-outbox").input)).to.deep.equal({ action: "relay_outbox" });
    });

    it("reconcile payments every fifteen minutes", () => {
      expect(named("reconcile-payments").inputs.scheduleExpression).to.equal("rate(15 minutes)");
      expect(target("reconcile-payments").arn).to.equal(aliasArn(region, "PaymentService"));
      expect(JSON.parse(target("reconcile-payments").input)).to.deep.equal({ action: "reconcile_payments" });
    });

    it("keep a tick that cannot be handed over in an encrypted queue", () => {
      const [queue] = all(region, "sqs/queue:Queue").filter(
        ({ inputs }) => inputs.name === "chatbot-schedules-dlq",
      );
      expect(queue!.inputs).to.include({ sqsManagedSseEnabled: true, messageRetentionSeconds: 1_209_600 });
      for (const { name } of schedules)
        expect(target(name).deadLetterConfig).to.deep.equal({ arn: queue!.outputs.arn });
    });

    it("have a role each", () => {
      const roles = schedules.map(({ name }) => target(name).roleArn);
      expect(new Set(roles).size).to.equal(schedules.length);
    });

    it("may each start one alias and report to that queue, and nothing else", () => {
      const [queue] = all(region, "sqs/queue:Queue").filter(
        ({ inputs }) => inputs.name === "chatbot-schedules-dlq",
      );
      for (const row of schedules) {
        const role = all(region, "iam/role:Role").find(
          ({ outputs }) => outputs.arn === target(row.name).roleArn,
        )!;
        const policies = all(region, "iam/rolePolicy:RolePolicy").filter(({ inputs }) =>
          [role.id, role.outputs.name].includes(inputs.role as string),
        );
        const statements = policies.flatMap(({ inputs }) => JSON.parse(inputs.policy as string).Statement);
        expect(statements).to.deep.equal([
          { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [aliasArn(region, row.function)] },
          { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [queue!.outputs.arn] },
        ]);
      }
    });

    it("are the only ones who may take those roles", () => {
      const [group] = all(region, "scheduler/scheduleGroup:ScheduleGroup");
      for (const { name } of schedules) {
        const role = all(region, "iam/role:Role").find(
          ({ outputs }) => outputs.arn === target(name).roleArn,
        )!;
        const [trust] = JSON.parse(role.inputs.assumeRolePolicy as string).Statement;
        expect(trust.Principal).to.deep.equal({ Service: "scheduler.amazonaws.com" });
        expect(trust.Condition.StringEquals["aws:SourceArn"]).to.equal(group!.outputs.arn);
        expect(named(name).inputs.groupName).to.equal(group!.inputs.name);
      }
    });
  });
