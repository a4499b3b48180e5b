import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { ChatbotRegion } from "../../components/chatbot-region.ts";
import { checkConfiguration } from "../../components/configuration.ts";
import type { Resource } from "../../policies/support/rule.ts";
import { Stack } from "../../policies/support/stack.ts";
import { standingCosts } from "../../policies/support/standing-costs.ts";
import { made } from "../components/mocked.ts";
import { projectGraph } from "../support/graph.ts";
import { handed } from "./support/graph-resources.ts";
import { made as resource } from "./support/resources.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** The documentation's rows, and the types of resources that each sums up. */
const rows = {
  network: ["NatGateway", "Eip", "VpcEndpoint"],
  cache: ["ReplicationGroup"],
  "warm environments": ["ProvisionedConcurrencyConfig"],
  "health checks and zone": ["HealthCheck", "Zone"],
  firewall: ["WebAcl"],
  "alarms and dashboards": ["MetricAlarm", "CompositeAlarm", "Dashboard"],
  "keys and secrets": ["Key", "ReplicaKey", "Secret"],
};

function costsOf(resources: readonly Resource[]): (types?: readonly string[]) => number {
  const costs = standingCosts(new Stack(resources));
  return (types) =>
    Math.round(
      costs
        .filter(({ type }) => types?.includes(type.split(":").at(-1)!) ?? true)
        .reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0),
    );
}

describe("what a region costs while nobody orders", () => {
  it("is what docs/development-stack.md says", async () => {
    const { stacks } = await projectGraph();
    const config = { "aws:region": "us-east-1", "chatbot:role": "primary", "chatbot:profile": "dev" };
    const configuration = checkConfiguration(config, "chatbot", "dev");
    const dev = await made(() => new ChatbotRegion("chatbot", { configuration, tenants: [] }), {
      stack: "dev",
    });
    const costs = [
      costsOf(handed(stacks["us-east-1"]!).stack),
      costsOf(handed(stacks["sa-east-1"]!).stack),
      costsOf(dev.map(({ type, name, inputs }) => resource(type, name, inputs))),
    ];
    const text = readFileSync(path.join(root, "docs/development-stack.md"), "utf8");
    const said = [...text.matchAll(/^\| ([a-z ]+?)(?:: [^|]+)? \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(
      ([, name, ...figures]) => [name, ...figures.map(Number)],
    );
    expect(said).to.deep.equal([
      ...Object.entries(rows).map(([name, types]) => [name, ...costs.map((of) => of(types))]),
      ["together", ...costs.map((of) => of())],
    ]);
  });
});
