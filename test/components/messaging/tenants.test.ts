import { expect } from "chai";
import { ChatbotRegion } from "../../../components/chatbot-region.ts";
import { checkConfiguration } from "../../../components/configuration.ts";
import { readTenants } from "../../../components/tenants.ts";
import { usageKey } from "../../../handlers/shared/tenant.ts";
import type { Graph } from "../../../twin/engine/graph.ts";
import { tenantsOf } from "../../../twin/tenants.ts";
import { byName, ofType, projectGraph } from "../../support/graph.ts";
import { made } from "../mocked.ts";

const stacks = ["us-east-1", "sa-east-1"];
const stores = readTenants().flatMap(({ clientId, stores }) =>
  stores.map(({ storeId }) => [clientId, storeId] as const),
);

describe("a tenant", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });

  it("is in the primary's tables as its file says, and in no other stack's", () => {
    const rows = tenantsOf(graph).map(({ stores, ...tenant }) => ({
      ...tenant,
      stores: stores.map(({ menuVersion, ...store }) => {
        expect(menuVersion, store.storeId).to.match(/^[0-9a-f]{16}$/);
        return store;
      }),
    }));
    expect(rows).to.deep.equal(readTenants());
    expect(ofType(graph, "aws:dynamodb/tableItem:TableItem", "sa-east-1")).to.deep.equal([]);
  });

  it("has another version of the menu for each menu that differs", () => {
    const versions = tenantsOf(graph).flatMap(({ stores }) => stores.map(({ menuVersion }) => menuVersion));
    expect(new Set(versions).size).to.equal(versions.length);
  });

  it("is found by its WhatsApp number", () => {
    for (const { clientId, twilioConfig } of readTenants()) {
      const row = byName(graph, "aws:dynamodb/tableItem:TableItem", `${clientId}-tenant`);
      const item = JSON.parse(row.inputs.item as string);
      expect(item.whatsAppNumber).to.deep.equal({ S: twilioConfig.phoneNumber });
    }
  });

  it("has one queue for each store in each region, under the same name", () => {
    for (const stack of stacks)
      for (const [clientId, storeId] of stores) {
        const queue = byName(graph, "aws:sqs/queue:Queue", `${clientId}-${storeId}-queue`, stack);
        expect([queue.inputs.name, queue.region]).to.deep.equal([`${clientId}_${storeId}.fifo`, stack]);
      }
  });

  it("lets the point of sale alone take from a store's queue, and by TLS", () => {
    const tag = "aws:PrincipalTag/x509Subject/OU";
    for (const stack of stacks) {
      const role = byName(graph, "aws:iam/role:Role", "chatbot-pos-role", stack);
      expect(role.inputs.name).to.equal(`chatbot-pos-${stack}`);
      const [trust] = JSON.parse(role.inputs.assumeRolePolicy as string).Statement;
      expect(trust.Action).to.include.members(["sts:TagSession", "sts:SetSourceIdentity"]);
      for (const [clientId, storeId] of stores) {
        const queue = byName(graph, "aws:sqs/queue:Queue", `${clientId}-${storeId}-queue`, stack);
        const policy = byName(
          graph,
          "aws:sqs/queuePolicy:QueuePolicy",
          `${clientId}-${storeId}-policy`,
          stack,
        );
        const { Statement } = JSON.parse(policy.inputs.policy as string);
        const allowed = Statement.filter(({ Effect }: { Effect: string }) => Effect === "Allow");
        expect(allowed).to.have.length(1);
        expect(allowed[0]).to.deep.include({
          Principal: { AWS: role.outputs.arn },
          Resource: queue.outputs.arn,
          Condition: { StringEquals: { [tag]: clientId } },
        });
        const denied = Statement.filter(({ Effect }: { Effect: string }) => Effect === "Deny");
        expect(denied[0].Action).to.deep.equal(allowed[0].Action);
        expect(denied.map(({ Condition }: { Condition: object }) => Condition)).to.deep.equal([
          { ArnEquals: { "aws:PrincipalArn": role.outputs.arn }, StringNotEquals: { [tag]: clientId } },
          { ArnNotEquals: { "aws:PrincipalArn": role.outputs.arn } },
          { Bool: { "aws:SecureTransport": "false" } },
        ]);
      }
    }
  });

  it("is metered by a key of the value that the authorizer names, on the plan of its tier", () => {
    for (const stack of stacks)
      for (const { clientId, tier } of readTenants()) {
        const key = byName(graph, "aws:apigateway/apiKey:ApiKey", `${clientId}-key`, stack);
        expect(key.inputs.value)
          .to.equal(usageKey(clientId))
          .and.match(/^[0-9a-f]{40}$/);
        const plan = byName(graph, "aws:apigateway/usagePlanKey:UsagePlanKey", `${clientId}-plan`, stack);
        const tierPlan = byName(
          graph,
          "aws:apigateway/usagePlan:UsagePlan",
          `chatbot-api-plan-${tier}`,
          stack,
        );
        expect(plan.inputs).to.deep.equal({ keyId: key.id, keyType: "API_KEY", usagePlanId: tierPlan.id });
      }
  });

  it("has alarms for orders that nobody fetches, that pile up and that failed, store by store", () => {
    for (const [clientId, storeId] of stores) {
      const alarms = ofType(graph, "aws:cloudwatch/metricAlarm:MetricAlarm", "sa-east-1").filter(
        ({ inputs }) => String(inputs.name).endsWith(`-${clientId}_${storeId}`),
      );
      const queue = `${clientId}_${storeId}`;
      const watched = alarms.map(({ inputs }) => [inputs.metricName, inputs.dimensions, inputs.threshold]);
      expect(watched).to.have.deep.members([
        ["ApproximateAgeOfOldestMessage", { QueueName: `${queue}.fifo` }, 600],
        ["ApproximateNumberOfMessagesVisible", { QueueName: `${queue}.fifo` }, 30],
        ["ApproximateNumberOfMessagesVisible", { QueueName: `${queue}-dlq.fifo` }, 0],
      ]);
      for (const { inputs } of alarms) expect(inputs.alarmActions).to.have.length(1);
    }
  });
});

describe("adding a tenant", () => {
  it("touches that tenant's resources only", async () => {
    const chosen = "global.anthropic.claude-opus-5-5";
    const [first, second] = readTenants().map((tenant) => ({
      ...tenant,
      aiConfig: { ...tenant.aiConfig, models: [chosen] },
    }));
    const configuration = checkConfiguration(
      { "aws:region": "us-east-1", "chatbot:role": "primary", "chatbot:peerRegion": "sa-east-1" },
      "chatbot",
      "us-east-1",
    );
    const region = (tenants: ReturnType<typeof readTenants>) =>
      made(() => new ChatbotRegion("chatbot", { configuration, tenants }));
    const before = await region([first!]);
    const after = await region([first!, second!]);
    const added = after.filter(({ name }) => name.startsWith(second!.clientId));
    expect(added).to.have.length.above(10);
    expect(after.filter(({ name }) => name === `AIConversation-allow-model-${chosen}`)).to.have.length(1);
    const others = after.filter((resource) => !added.includes(resource));
    expect(others.map((resource) => JSON.stringify(resource))).to.deep.equal(
      before.map((resource) => JSON.stringify(resource)),
    );
  });
});
