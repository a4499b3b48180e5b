import path from "node:path";
import { expect } from "chai";
import { rules } from "../../policies/rules.ts";
import type { Graph, GraphResource } from "../../twin/engine/graph.ts";
import { analyze, type Verdict } from "../../twin/engine/policy-pack.ts";
import { projectGraph } from "../support/graph.ts";
import { handed } from "./support/graph-resources.ts";
import { asDeployed, judgeHanded } from "./support/judging.ts";

const stack = "us-east-1";
const pack = path.resolve(import.meta.dirname, "../../policies");

/** A mistake of each kind: in one resource, between two, and in what a function's code must have. */
const mistakes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "chatbot-payments-queue": { sqsManagedSseEnabled: false },
  "chatbot-inbox-queue": { visibilityTimeoutSeconds: 30 },
  "chatbot-observability-alarm-refusals": { metricName: "RequestsDreamt" },
};

describe("the policy pack, through Pulumi's analyzer protocol", () => {
  let graph: Graph;
  let verdict: Verdict;

  before(async () => {
    const { stacks, ...rest } = await projectGraph();
    const { resources, ...own } = stacks[stack]!;
    graph = { ...rest, stacks: { [stack]: { ...own, resources: resources.map(mistaken) } } };
    verdict = await analyze(graph, pack);
  });

  it("starts as a pack, with every rule", () => {
    expect(verdict.policies).to.equal(rules.length);
    expect(verdict.resources).to.equal(graph.stacks[stack]!.resources.length);
  });

  it("gives the verdicts that its rules give", async () => {
    const root = graph.stacks[stack]!.resources.find(({ parent }) => parent === null)!.urn;
    const judged = await judgeHanded(rules, handed(graph.stacks[stack]!), asDeployed);
    expect(verdict.violations.map(({ policy, urn }) => `${policy} ${urn}`)).to.have.members(
      judged.map(({ rule, urn }) => `${rule} ${urn ?? root}`),
    );
  });

  it("finds each mistake, and says what, why and the mend", () => {
    const found = (policy: string) => verdict.violations.find((violation) => violation.policy === policy);
    expect(found("queue-encrypted")?.message).to.equal(
      [
        "Every queue encrypts its messages.",
        'Queue "chatbot-payments-queue" does not encrypt its messages. ' +
          "A message holds a customer's name, address and order for up to two weeks. " +
          "Set sqsManagedSseEnabled to true, or kmsMasterKeyId to a key that all its senders and receivers may use.",
      ].join("\n"),
    );
    expect(found("queue-visibility")?.message).to.include('"AIConversation-function" may take 30 s');
    expect(found("alarm-metrics-sourced")?.message).to.include("watches Chatbot RequestsDreamt");
    expect(found("queue-encrypted")?.level).to.equal("mandatory");
  });
});

function mistaken(resource: GraphResource): GraphResource {
  const change = mistakes[resource.name] ?? {};
  return {
    ...resource,
    inputs: { ...resource.inputs, ...change },
    outputs: { ...resource.outputs, ...change },
  };
}
