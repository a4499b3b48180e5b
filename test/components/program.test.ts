import path from "node:path";
import { expect } from "chai";
import { evaluate, type Progress } from "../../twin/engine/evaluate.ts";
import type { Graph } from "../../twin/engine/graph.ts";
import { ofType, projectGraph, resourcesOf } from "../support/graph.ts";

const root = path.resolve(import.meta.dirname, "../..");
// biome-ignore lint/suspicious/noExplicitAny: inputs of any resource type.
type Inputs = any;

describe("the program", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });

  it("makes one ChatbotRegion a stack, and everything below it", () => {
    for (const { resources } of Object.values(graph.stacks)) {
      const [stack] = resources.filter(({ type }) => type === "pulumi:pulumi:Stack");
      const atTop = resources.filter(({ parent }) => parent === stack!.urn).map(({ type }) => type);
      expect(atTop).to.have.members(
        stack!.urn.includes("sa-east-1")
          ? ["pulumi:pulumi:StackReference", "chatbot:index:ChatbotRegion"]
          : ["chatbot:index:ChatbotRegion"],
      );
    }
  });

  it("registers what each of its components gives", () => {
    for (const { type, name, custom, outputs } of resourcesOf(graph))
      if (!custom && type !== "pulumi:pulumi:Stack") expect(outputs, `${type} ${name}`).not.to.be.empty;
  });

  it("tags whatever takes tags with project, stack, component and the class of its data", () => {
    const tagged = resourcesOf(graph).filter(({ inputs }) => inputs.tags);
    expect(tagged.length).to.be.above(150);
    for (const { urn, name, inputs } of tagged) {
      const { project, stack, component, ...others } = inputs.tags as Record<string, string>;
      expect({ project, stack }, name).to.deep.equal({ project: "chatbot", stack: urn.split(":")[2] });
      expect(component, name).to.match(/^[a-z-]+$/);
      expect(others["data-class"], name).to.be.oneOf(["personal", "financial", "secret", "internal"]);
    }
    const types = [
      "aws:lambda/function:Function",
      "aws:dynamodb/table:Table",
      "aws:sqs/queue:Queue",
      "aws:iam/role:Role",
    ];
    for (const type of types)
      for (const { name, inputs } of ofType(graph, type)) expect(inputs.tags, name).to.be.an("object");
  });

  it("tags with its tenant what serves one tenant alone", () => {
    for (const { name, inputs } of ofType(graph, "aws:sqs/queue:Queue"))
      expect((inputs as Inputs).tags.tenant, name).to.equal(/^client_[a-z_]+(?=-store_)/.exec(name)?.[0]);
  });

  it("protects and retains whatever holds data", () => {
    const stateful =
      /^aws:(dynamodb\/table:|kms\/(key|replicaKey):|s3\/bucket:|secretsmanager\/secret:|route53\/zone:)/;
    const kept = resourcesOf(graph).filter(({ type }) => stateful.test(type));
    expect(kept.length).to.be.above(14);
    for (const { name, protect, retainOnDelete } of kept)
      expect({ protect, retainOnDelete }, name).to.deep.equal({ protect: true, retainOnDelete: true });
  });

  it("protects the queues whose messages stand nowhere else, and lets a restaurant's leave with it", () => {
    for (const { name, protect } of ofType(graph, "aws:sqs/queue:Queue"))
      expect(protect, name).to.equal(/^chatbot-(inbox|payments)-/.test(name));
  });

  it("exports where callers and operators find things", () => {
    expect(graph.stacks["us-east-1"]!.outputs).to.deep.include({
      publicUrl: "https://api.posmodern.example",
      ownUrl: "https://us-east-1.api.posmodern.example",
      webhookUrl: "https://api.posmodern.example/webhook/{clientId}",
      inboxQueueUrl: "https://sqs.us-east-1.amazonaws.com/123456789012/chatbot-inbox.fifo",
    });
    expect(graph.stacks["us-east-1"]!.outputs).to.include.keys("nameServers", "shared");
    expect(graph.stacks["sa-east-1"]!.outputs).not.to.include.keys("nameServers", "shared");
    for (const { secretOutputs } of Object.values(graph.stacks)) expect(secretOutputs).to.deep.equal([]);
  });

  it("stops before it makes anything where the configuration is wrong, with the sentence alone", async () => {
    const config = { "us-east-1": { role: "tertiary" } };
    const outcome = await evaluate({ dir: root, stacks: ["us-east-1"], config }).then(
      () => "evaluated",
      (error: Error) => error.message,
    );
    expect(outcome)
      .to.include('"chatbot:role" is "tertiary"; accepted: primary or secondary.')
      .and.not.include("    at ");
  });

  it("warns of a production stack whose alarms nobody hears", async () => {
    const warnings: string[] = [];
    const config = { "us-east-1": { alertEmails: "[]", alertPhones: "[]" } };
    const onProgress = (progress: Progress) => {
      if (progress.kind === "log" && progress.severity === "warning") warnings.push(progress.message);
    };
    await evaluate({ dir: root, stacks: ["us-east-1"], config, onProgress });
    expect(warnings).to.deep.equal([
      "Nobody hears of this region's alarms: set chatbot:alertEmails, chatbot:alertPhones or both.",
    ]);
  });
});
