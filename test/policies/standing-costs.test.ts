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

/** A function of 2 GB with one warm environment, which the clock makes ten and one again. */
function warmed(begins: string, ends: string): Resource[] {
  const action = (name: string, schedule: string, minCapacity: number) =>
    resource("aws:appautoscaling/scheduledAction:ScheduledAction", name, {
      resourceId: "function:talk:live",
      schedule,
      scalableTargetAction: { minCapacity, maxCapacity: 20 },
    });
  return [
    resource("aws:lambda/function:Function", "talk", { name: "talk", memorySize: 2048 }),
    resource("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig", "warm", {
      functionName: "talk",
      provisionedConcurrentExecutions: 1,
    }),
    action("begins", begins, 10),
    action("ends", ends, 1),
  ];
}

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
    const text = page("docs/development-stack.md");
    const said = [...text.matchAll(/^\| ([a-z ]+?)(?:: [^|]+)? \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(
      ([, name, ...figures]) => [name, ...figures.map(Number)],
    );
    expect(said).to.deep.equal([
      ...Object.entries(rows).map(([name, types]) => [name, ...costs.map((of) => of(types))]),
      ["together", ...costs.map((of) => of())],
    ]);
    const both = (types?: readonly string[]) => costs[0]!(types) + costs[1]!(types);
    const withoutCache = both() - both([...rows.network, ...rows.cache]);
    const figure = (file: string, sentence: RegExp) => Number(sentence.exec(page(file))?.[1]);
    expect(figure("docs/development-stack.md", /regions cost about US\$ (\d+)/)).to.equal(tens(both()));
    expect(figure("docs/development-stack.md", /in both\) they cost\s+about (\d+)/)).to.equal(
      tens(withoutCache),
    );
    expect(figure("README.md", /regions cost about US\$ (\d+) a month/)).to.equal(tens(both()));
    expect(figure("README.md", /stack for development about (\d+)/)).to.equal(costs[2]!());
  });

  it("has the warm environments of a day's rushes, and by the function's memory", () => {
    const usd = (resources: readonly Resource[]) => standingCosts(new Stack(resources))[0]!.usdPerMonth;
    const gbHour = 0.0000033334 * 3600;
    const days = 730 / 24;
    const [fn, config, ...clock] = warmed("cron(30 22 * * ? *)", "cron(0 2 * * ? *)");
    expect(usd([fn!, config!])).to.be.closeTo(24 * 2 * days * gbHour, 1e-6);
    expect(usd([fn!, config!, ...clock])).to.be.closeTo((3.5 * 10 + 20.5) * 2 * days * gbHour, 1e-6);
  });

  it("is not guessed where a schedule is of some days only", () => {
    const weekly = warmed("cron(30 22 ? * FRI *)", "cron(0 2 * * ? *)");
    expect(() => standingCosts(new Stack(weekly))).to.throw(/cron\(30 22 \? \* FRI \*\) is not of every day/);
  });
});

function page(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

function tens(usd: number): number {
  return 10 * Math.round(usd / 10);
}
