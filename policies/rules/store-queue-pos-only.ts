import * as z from "zod";
import { valuesOf } from "../support/conditions.ts";
import { type Statement, statementsOf } from "../support/policy-document.ts";
import { read, stackRule } from "../support/rule.ts";
import { anything } from "../support/shapes.ts";
import { restaurantOf } from "../support/stores.ts";
import { whenKnown } from "../support/unknown.ts";

export default stackRule({
  name: "store-queue-pos-only",
  description: "From a store's queue only the point of sale of its own restaurant takes messages.",
  why: "An order has a name, an address and a telephone number, and whoever takes it leaves the kitchen without it.",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-basic-examples-of-sqs-policies.html",
  level: "mandatory",
  check(stack, report) {
    for (const queue of stack.ofType("aws:sqs/queue:Queue")) {
      const clientId = restaurantOf(queue);
      if (!clientId) continue;
      const [policy] = stack.referring("aws:sqs/queuePolicy:QueuePolicy", "queueUrl", queue);
      const statements = policy
        ? whenKnown(() => statementsOf(read(policy, z.object({ policy: anything })).policy))
        : [];
      if (!statements) continue;
      const named = receivers(statements);
      const spared = statements.map((statement) => sparedBy(statement, named)).find(Boolean);
      if (!spared)
        report(queue, {
          what: "gives its orders to any principal of the account whose own policy allows it",
          mend: "Deny sqs:ReceiveMessage to everybody under ArnNotEquals aws:PrincipalArn, with the points of sale's role.",
        });
      if (!statements.some((statement) => refusesOtherRestaurants(statement, clientId, spared)))
        report(queue, {
          what: `gives its orders to points of sale of other restaurants than ${clientId}`,
          mend: `Deny sqs:ReceiveMessage under StringNotEquals aws:PrincipalTag/x509Subject/OU, with "${clientId}".`,
        });
    }
  },
});

const receiving = ["sqs:ReceiveMessage", "sqs:*"];

/** Whom the queue's policy names as its receivers: "*" names nobody. */
function receivers(statements: readonly Statement[]): string[] {
  return statements
    .filter(({ allows, actions }) => allows && actions.some((action) => receiving.includes(action)))
    .flatMap(({ principals }) => principals.AWS ?? [])
    .filter((arn) => arn !== "*");
}

function refusesReceiving({ allows, actions, principals }: Statement): boolean {
  return (
    !allows && (principals.AWS ?? []).includes("*") && actions.some((action) => receiving.includes(action))
  );
}

/** The condition's values, if it has this operator on this key and nothing beside: all else would narrow the denial. */
function onlyCondition({ condition }: Statement, operator: string, key: RegExp): string[] | undefined {
  const [[only, keys] = [], ...others] = Object.entries(condition);
  const [[name, value] = [], ...more] = Object.entries(keys ?? {});
  if (only !== operator || others.length || more.length || !key.test(name ?? "")) return undefined;
  return valuesOf(value);
}

/** Whom a denial of all others leaves: the receivers whom the policy names, each by its whole ARN. */
function sparedBy(statement: Statement, named: readonly string[]): readonly string[] | undefined {
  const spared = onlyCondition(statement, "ArnNotEquals", /^aws:PrincipalArn$/i);
  const exact = spared?.every((arn) => !/[*?]/.test(arn) && (!named.length || named.includes(arn)));
  return exact && refusesReceiving(statement) ? spared : undefined;
}

/** To everybody, or to all whom the denial of all others leaves. */
function refusesOtherRestaurants(
  statement: Statement,
  clientId: string,
  spared: readonly string[] | undefined,
): boolean {
  const { ArnEquals, ...condition } = statement.condition;
  const to =
    ArnEquals &&
    onlyCondition({ ...statement, condition: { ArnEquals } }, "ArnEquals", /^aws:PrincipalArn$/i);
  const of = onlyCondition({ ...statement, condition }, "StringNotEquals", /^aws:PrincipalTag\//i);
  return (
    refusesReceiving(statement) &&
    of?.join() === clientId &&
    (!ArnEquals || !!spared?.every((arn) => to?.includes(arn)))
  );
}
