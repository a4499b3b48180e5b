import path from "node:path";
import { expect } from "chai";
import { refuseCrowdedInboxes } from "../../../components/messaging/silo-concurrency.ts";
import type { TenantFile } from "../../../handlers/shared/tenant.ts";
import { evaluate } from "../../../twin/engine/evaluate.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { byName, ofType, resourcesOf } from "../../support/graph.ts";
import { siloId, type TenantsFolder, tenantsFolder } from "../../support/silo.ts";

const dir = path.resolve(import.meta.dirname, "../../..");
const stacks = ["us-east-1", "sa-east-1"];
// biome-ignore lint/suspicious/noExplicitAny: inputs of any resource type.
type Inputs = any;

function withTenants({ path: folder }: TenantsFolder, more: Record<string, string> = {}): Promise<Graph> {
  const config = { "chatbot:tenantsDir": folder, ...more };
  return evaluate({ dir, config: Object.fromEntries(stacks.map((stack) => [stack, config])) });
}

describe("a tenant of tier silo", () => {
  let pool: Graph;
  let silo: Graph;
  const folders = [tenantsFolder(), tenantsFolder(5)] as const;
  before(async function () {
    this.timeout(60_000);
    pool = await withTenants(folders[0]);
    silo = await withTenants(folders[1]);
  });
  after(() => {
    for (const folder of folders) folder.remove();
  });

  it("has an inbox queue of its own in both regions, answered by so many batches at the same time", () => {
    for (const stack of stacks) {
      const queue = byName(silo, "aws:sqs/queue:Queue", `${siloId}-inbox-queue`, stack);
      expect(queue.inputs).to.include({ name: `chatbot-inbox-${siloId}.fifo`, fifoQueue: true });
      expect((queue.inputs as Inputs).tags).to.include({ tenant: siloId, "data-class": "personal" });
      const mapping = byName(
        silo,
        "aws:lambda/eventSourceMapping:EventSourceMapping",
        `${siloId}-inbox-subscription`,
        stack,
      );
      const alias = byName(silo, "aws:lambda/alias:Alias", "AIConversation-live", stack);
      expect(mapping.inputs).to.deep.include({
        eventSourceArn: queue.outputs.arn,
        functionName: alias.outputs.arn,
        scalingConfig: { maximumConcurrency: 5 },
        functionResponseTypes: ["ReportBatchItemFailures"],
      });
    }
  });

  it("is heard of when its queue piles up, or a message of it is given up", () => {
    for (const stack of stacks) {
      const watched = ofType(silo, "aws:cloudwatch/metricAlarm:MetricAlarm", stack)
        .map(({ inputs }) => (inputs as Inputs).dimensions?.QueueName)
        .filter((queue) => queue?.startsWith(`chatbot-inbox-${siloId}`));
      expect(watched.sort()).to.deep.equal([
        `chatbot-inbox-${siloId}-dlq.fifo`,
        `chatbot-inbox-${siloId}.fifo`,
      ]);
    }
  });

  it("touches no resource but its own", () => {
    const own = (resource: GraphResource) => resource.name.startsWith(siloId);
    const others = (graph: Graph) =>
      Object.fromEntries(
        resourcesOf(graph)
          .filter((resource) => !own(resource))
          .map(({ urn, inputs }) => [urn, inputs]),
      );
    const [before, after] = [others(pool), others(silo)];
    expect(Object.keys(after)).to.have.members(Object.keys(before));
    for (const [urn, inputs] of Object.entries(after)) expect(inputs, urn).to.deep.equal(before[urn]);
    expect(resourcesOf(silo).length).to.be.above(resourcesOf(pool).length);
  });

  it("may be promised no more than is left beside the shared inbox at its peak", () => {
    const tenants = [{ clientId: siloId, tier: "silo", limits: { maxConcurrency: 21 } }] as TenantFile[];
    const settings = { project: "chatbot", inboxPeakConcurrency: 80, reservedConcurrency: 100 };
    expect(() => refuseCrowdedInboxes(settings, tenants)).to.throw(
      `limits.maxConcurrency of ${siloId} adds up to 21; with 80 for the shared inbox (chatbot:inboxPeakConcurrency) that is more than the 100`,
    );
    refuseCrowdedInboxes({ ...settings, reservedConcurrency: 101 }, tenants);
    refuseCrowdedInboxes({ ...settings, reservedConcurrency: 0 }, tenants);
  });
});
