import path from "node:path";
import { expect } from "chai";
import type { Graph, GraphResource } from "../../twin/engine/graph.ts";
import { analyze } from "../../twin/engine/policy-pack.ts";
import { projectGraph } from "../support/graph.ts";

const stack = "us-east-1";
const pack = path.resolve(import.meta.dirname, "../../policies");

/** More concurrent executions than an account has by default, and more firewalls. */
function crowded(resource: GraphResource): GraphResource[] {
  const { type, inputs, outputs, urn, name } = resource;
  if (type === "aws:lambda/function:Function" && inputs.reservedConcurrentExecutions) {
    const change = { reservedConcurrentExecutions: 300 };
    return [{ ...resource, inputs: { ...inputs, ...change }, outputs: { ...outputs, ...change } }];
  }
  if (type !== "aws:wafv2/webAcl:WebAcl") return [resource];
  return Array.from({ length: 101 }, (_, index) => ({
    ...resource,
    name: `${name}-${index}`,
    urn: `${urn}-${index}`,
  }));
}

describe("quotas that AWS raised for the account", () => {
  let graph: Graph;

  before(async () => {
    const { stacks, ...rest } = await projectGraph();
    const { resources, ...own } = stacks[stack]!;
    graph = { ...rest, stacks: { [stack]: { ...own, resources: resources.flatMap(crowded) } } };
  });

  /** What the pack finds of quotas, with the stack's configuration as it is or with these. */
  const found = async (quotas?: object) => {
    const own = graph.stacks[stack]!;
    const config = { ...own.config, ...(quotas && { "chatbot:quotas": JSON.stringify(quotas) }) };
    const { violations } = await analyze({ ...graph, stacks: { [stack]: { ...own, config } } }, pack);
    return violations.filter(({ policy }) => /concurrency|quota/.test(policy)).map(({ message }) => message);
  };

  it("are the published ones without a word of the stack's configuration", async () => {
    const [concurrency, firewalls, ...more] = await found();
    expect(concurrency).to.match(
      /reserves or provisions 1200 .* Stay at 900 .* chatbot:quotas says to what\./,
    );
    expect(firewalls).to.match(/of a quota of 100 \(WAF: web ACLs\).* into chatbot:quotas /);
    expect(more).to.deep.equal([]);
  });

  it("are judged as chatbot:quotas has them, as the program counts them", async () => {
    expect(await found({ "Lambda: concurrent executions": 3000, "WAF: web ACLs": 200 })).to.deep.equal([]);
    const told = await found({ "Lambda: concurrent executions": 1250, "WAF: web ACLs": 200 });
    expect(told.join("\n")).to.match(/Stay at 1150 or below: of an account's 1250/);
  });
});
