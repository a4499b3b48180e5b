import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuseUnless } from "../refuse.ts";
import type { AlertTopics } from "./alert-topics.ts";

export interface CostBudgetArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly topics: AlertTopics;
  /** What both regions together may cost in a month, in US$. @default 437, the plan's estimate for 100 restaurants */
  readonly monthlyUsd?: number;
  /**
   * Value of the tag `project` whose costs count; the tag must be activated for cost allocation once.
   * @default the whole account's costs
   */
  readonly project?: string;
}

/** Warns before a month becomes dear: AWS bills late, so the forecast counts. Budgets are global: one stack has it. */
export class CostBudget extends pulumi.ComponentResource {
  readonly budget: aws.budgets.Budget;

  constructor(name: string, args: CostBudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:observability:CostBudget", name, {}, opts);
    const { monthlyUsd = 437 } = args;
    refuseUnless(
      Number.isFinite(monthlyUsd) && monthlyUsd > 0,
      `${name}: monthlyUsd`,
      monthlyUsd,
      "more than 0",
    );
    const notify = (notificationType: "ACTUAL" | "FORECASTED", percent: number, topic: aws.sns.Topic) => ({
      notificationType,
      threshold: percent,
      thresholdType: "PERCENTAGE",
      comparisonOperator: "GREATER_THAN",
      subscriberSnsTopicArns: [topic.arn],
    });
    this.budget = new aws.budgets.Budget(
      `${name}-monthly`,
      {
        name: `${args.prefix}-monthly`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        limitAmount: String(monthlyUsd),
        limitUnit: "USD",
        costFilters: args.project
          ? [{ name: "TagKeyValue", values: [`user:project$${args.project}`] }]
          : undefined,
        notifications: [
          notify("ACTUAL", 80, args.topics.warning),
          notify("FORECASTED", 100, args.topics.warning),
          notify("ACTUAL", 100, args.topics.critical),
        ],
      },
      { parent: this },
    );
    this.registerOutputs({ budgetName: this.budget.name });
  }
}
