import { stackRule } from "../support/rule.ts";
import { standingCosts } from "../support/standing-costs.ts";

/** What the plan gives the whole system a month, use and all. */
const ceilingUsd = 437;

export default stackRule({
  name: "cost-ceiling",
  description: "A region that nobody uses costs less than the plan gives the whole system.",
  why: "NAT gateways, endpoints and provisioned concurrency are paid by the hour, orders or not.",
  source: "https://aws.amazon.com/pricing/",
  level: "mandatory",
  check(stack, report) {
    const costs = standingCosts(stack);
    const total = costs.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
    if (total <= ceilingUsd) return;
    const dearest = costs
      .slice(0, 3)
      .map(({ type, count, usdPerMonth }) => `${count} ${type.split(":").at(-1)} ${Math.round(usdPerMonth)}`);
    report(undefined, {
      what: `costs about US$ ${Math.round(total)} a month before the first order, more than ${ceilingUsd} (dearest: ${dearest.join(", ")})`,
      mend: "Make the dearest fewer or smaller, or raise the ceiling in policies/rules/cost-ceiling.ts with the owner's word.",
    });
  },
});
