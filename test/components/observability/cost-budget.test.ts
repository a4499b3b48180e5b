import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { AlertTopics } from "../../../components/observability/alert-topics.ts";
import { CostBudget, type CostBudgetArgs } from "../../../components/observability/cost-budget.ts";
import { eventually } from "../../support/eventually.ts";
import { ofType, projectGraph } from "../../support/graph.ts";

const topics = {
  warning: { arn: "arn:aws:sns:us-east-1:123456789012:chatbot-warning" },
  critical: { arn: "arn:aws:sns:us-east-1:123456789012:chatbot-critical" },
} as unknown as AlertTopics;

describe("the month's budget", () => {
  it("is watched by the primary alone, as the account has one bill", async () => {
    const graph = await projectGraph();
    expect(ofType(graph, "aws:budgets/budget:Budget").map(({ urn }) => urn.split(":")[2])).to.deep.equal([
      "us-east-1",
    ]);
  });

  // biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
  let budgets: any[];
  const budget = (args: Partial<CostBudgetArgs>) =>
    new CostBudget("cost", { prefix: "chatbot", topics, ...args });

  beforeEach(async () => {
    budgets = [];
    await pulumi.runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        if (type === "aws:budgets/budget:Budget") budgets.push(inputs);
        return { id: name, state: inputs };
      },
      call: () => ({}),
    });
  });

  it("is the plan's US$ 437, and says so before it is spent", async () => {
    budget({});
    const [made] = await eventually(() => {
      expect(budgets).to.have.length(1);
      return budgets;
    });
    expect(made).to.include({ limitAmount: "437", limitUnit: "USD", timeUnit: "MONTHLY" });
    expect(made).not.to.have.property("costFilters");
    const told = made.notifications.map(
      (one: Record<string, unknown>) =>
        `${one.notificationType} ${one.threshold} ${one.subscriberSnsTopicArns}`,
    );
    expect(told).to.deep.equal([
      `ACTUAL 80 ${topics.warning.arn}`,
      `FORECASTED 100 ${topics.warning.arn}`,
      `ACTUAL 100 ${topics.critical.arn}`,
    ]);
  });

  it("counts one project's costs where a tag tells them apart", async () => {
    budget({ project: "chatbot" });
    await eventually(() =>
      expect(budgets[0]?.costFilters).to.deep.equal([
        { name: "TagKeyValue", values: ["user:project$chatbot"] },
      ]),
    );
  });

  it("refuses to be nothing", () => {
    expect(() => budget({ monthlyUsd: 0 })).to.throw("cost: monthlyUsd is 0; accepted: more than 0.");
    expect(() => budget({ monthlyUsd: Number.POSITIVE_INFINITY })).to.throw("accepted: more than 0.");
  });
});
