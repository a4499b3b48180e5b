import { stackRule } from "../support/rule.ts";
import { type StandingCost, standingCosts } from "../support/standing-costs.ts";
import { restaurantOf, servesOneRestaurant } from "../support/stores.ts";

/** What the plan gives the whole system a month, use and all, for a hundred restaurants. */
const ceilingUsd = 437;
/** A store's share of it where each restaurant has two stores, and each store stands in two regions. */
const storeCeilingUsd = ceilingUsd / 100 / 2 / 2;

export default stackRule({
  name: "cost-ceiling",
  description:
    "A region that nobody uses costs less than the plan gives the whole system, and a store in it less than its share.",
  why: "NAT gateways, endpoints, alarms and provisioned concurrency are paid by the hour, orders or not.",
  source: "https://aws.amazon.com/pricing/",
  level: "mandatory",
  check(stack, report) {
    const shared = standingCosts(stack, (resource) => !servesOneRestaurant(resource));
    const total = sum(shared);
    if (total > ceilingUsd)
      report(undefined, {
        what: `costs about US$ ${Math.round(total)} a month before the first restaurant, more than ${ceilingUsd} (dearest: ${dearest(shared)})`,
        mend: "Make the dearest fewer or smaller, or raise the ceiling in policies/rules/cost-ceiling.ts with the owner's word.",
      });
    const stores = stack.ofType("aws:sqs/queue:Queue").filter(restaurantOf).length;
    const ofRestaurants = standingCosts(stack, servesOneRestaurant);
    const each = sum(ofRestaurants) / Math.max(1, stores);
    if (each > storeCeilingUsd)
      report(undefined, {
        what: `costs about US$ ${each.toFixed(2)} a month for each store before its first order, more than ${storeCeilingUsd.toFixed(2)} (dearest: ${dearest(ofRestaurants)})`,
        mend: "Watch a store with fewer alarms, or raise the store's ceiling in policies/rules/cost-ceiling.ts with the owner's word.",
      });
  },
});

function sum(costs: readonly StandingCost[]): number {
  return costs.reduce((total, { usdPerMonth }) => total + usdPerMonth, 0);
}

function dearest(costs: readonly StandingCost[]): string {
  return costs
    .slice(0, 3)
    .map(({ type, count, usdPerMonth }) => `${count} ${type.split(":").at(-1)} ${Math.round(usdPerMonth)}`)
    .join(", ");
}
