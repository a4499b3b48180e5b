import * as z from "zod";
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
      if (!statements.some(refusesOtherPrincipals))
        report(queue, {
          what: "gives its orders to any principal of the account whose own policy allows it",
          mend: "Deny sqs:ReceiveMessage to everybody under ArnNotEquals aws:PrincipalArn, with the points of sale's role.",
        });
      if (!statements.some((statement) => refusesOtherRestaurants(statement, clientId)))
        report(queue, {
          what: `gives its orders to points of sale of other restaurants than ${clientId}`,
          mend: `Deny sqs:ReceiveMessage under StringNotEquals aws:PrincipalTag/x509Subject/OU, with "${clientId}".`,
        });
    }
  },
});

function refusesReceiving({ allows, actions, principals }: Statement): boolean {
  return (
    !allows &&
    (principals.AWS ?? []).includes("*") &&
    actions.some((action) => action === "sqs:ReceiveMessage" || action === "sqs:*")
  );
}

/** Of a condition that has nothing beside: every further one would narrow the denial. */
function refusesOtherPrincipals(statement: Statement): boolean {
  return (
    refusesReceiving(statement) &&
    Object.entries(statement.condition).every(
      ([operator, keys]) => operator === "ArnNotEquals" && Object.keys(keys).join() === "aws:PrincipalArn",
    ) &&
    "ArnNotEquals" in statement.condition
  );
}

function refusesOtherRestaurants(statement: Statement, clientId: string): boolean {
  const tags = statement.condition.StringNotEquals ?? {};
  return (
    refusesReceiving(statement) &&
    Object.entries(tags).some(
      ([key, value]) => key.startsWith("aws:PrincipalTag/") && [value].flat().join() === clientId,
    )
  );
}
