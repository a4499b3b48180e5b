import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { evaluate } from "../../twin/engine/evaluate.ts";
import type { Graph } from "../../twin/engine/graph.ts";
import { analyze } from "../../twin/engine/policy-pack.ts";
import { ofType } from "../support/graph.ts";

const root = path.resolve(import.meta.dirname, "../..");

const shipped = readFileSync(path.join(root, "delivery/Pulumi.dev.yaml"), "utf8");

/** @param settings Pulumi.dev.yaml */
async function stackOf(settings: string): Promise<Graph> {
  const folder = mkdtempSync(path.join(tmpdir(), "dev-profile-"));
  try {
    for (const name of ["index.ts", "package.json", "node_modules", "tenants"])
      symlinkSync(path.join(root, name), path.join(folder, name));
    cpSync(path.join(root, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
    writeFileSync(path.join(folder, "Pulumi.dev.yaml"), settings);
    return await evaluate({ dir: folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the development stack", () => {
  let graph: Graph;

  before(async () => {
    graph = await stackOf(shipped);
  });

  it("passes the pack that its deployment runs, and is of one region", async () => {
    expect(Object.keys(graph.stacks)).to.deep.equal(["dev"]);
    const { violations } = await analyze(graph, path.join(root, "policies"));
    expect(violations).to.deep.equal([]);
  });

  it("is spared by no single resource that calls itself one of development", async () => {
    const dev = graph.stacks.dev!;
    const only = dev.resources.find(({ inputs }) => inputs.tags);
    const without = (values: Record<string, unknown>) => {
      const { profile: _, ...tags } = (values.tags ?? {}) as Record<string, unknown>;
      return values.tags ? { ...values, tags } : values;
    };
    const resources = dev.resources.map((resource) =>
      resource === only
        ? resource
        : { ...resource, inputs: without(resource.inputs), outputs: without(resource.outputs) },
    );
    const production = { ...graph, stacks: { dev: { ...dev, resources } } };
    const { violations } = await analyze(production, path.join(root, "policies"));
    expect(violations.map(({ policy }) => policy)).to.include.members([
      "table-replicated",
      "table-backed-up",
    ]);
  });
});

describe("the development stack in sa-east-1 alone", () => {
  let graph: Graph;
  const all = (type: string) => ofType(graph, `aws:${type}`, "dev");

  before(async () => {
    const there = `${shipped.replace("us-east-1", "sa-east-1")}  chatbot:alertEmails: [dono@posmodern.example]\n`;
    graph = await stackOf(`${there}  chatbot:alertPhones: ["+5511999999999"]\n`);
  });

  it("passes the pack", async () => {
    const { violations } = await analyze(graph, path.join(root, "policies"));
    expect(violations).to.deep.equal([]);
  });

  it("tells somebody what Route 53 measures in us-east-1, by a topic that it makes there", () => {
    const alarms = all("cloudwatch/metricAlarm:MetricAlarm").filter(
      ({ inputs }) => inputs.namespace === "AWS/Route53",
    );
    expect(alarms).to.have.length(1);
    for (const { region, inputs } of alarms) {
      expect(region).to.equal("us-east-1");
      const topic = all("sns/topic:Topic").find(
        ({ outputs }) => outputs.arn === String(inputs.alarmActions),
      )!;
      expect(topic.region).to.equal("us-east-1");
      const listeners = all("sns/topicSubscription:TopicSubscription").filter(
        (subscription) => subscription.inputs.topic === topic.outputs.arn,
      );
      expect(listeners.map((one) => [one.region, one.inputs.endpoint])).to.have.deep.members([
        ["us-east-1", "dono@posmodern.example"],
        ["us-east-1", "+5511999999999"],
      ]);
      const keyPolicy = all("kms/keyPolicy:KeyPolicy").find(({ inputs: { keyId } }) =>
        String(topic.inputs.kmsMasterKeyId).endsWith(`:key/${keyId}`),
      )!;
      expect(keyPolicy.region).to.equal("us-east-1");
      const publishing = JSON.parse(String(keyPolicy.inputs.policy)).Statement.find(
        ({ Sid }: { Sid: string }) => Sid === "PublishersEncryptForOurTopics",
      );
      const [prefix] = publishing.Condition.ArnLike["kms:EncryptionContext:aws:sns:topicArn"].split("*");
      expect(topic.outputs.arn).to.satisfy((arn: string) => arn.startsWith(prefix));
    }
  });
});
