import * as z from "zod";
import { read, stackRule } from "../support/rule.ts";
import { block, count, text } from "../support/shapes.ts";

const longestDays = 90;

export default stackRule({
  name: "secret-rotated",
  description: "Every secret rotates by itself at least every 90 days.",
  why: "A key that leaked unnoticed stays good until somebody changes it, and nobody does by hand.",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:secretsmanager/secret:Secret", z.object({}), (_secret, resource) => {
      const [rotation] = stack.referring(
        "aws:secretsmanager/secretRotation:SecretRotation",
        "secretId",
        resource,
      );
      const rules = rotation && read(rotation, Rotation).rotationRules;
      const days = rules?.automaticallyAfterDays ?? daysOf(rules?.scheduleExpression);
      if (!rotation || days === undefined || days > longestDays)
        report(resource, {
          what: days === undefined ? "does not rotate" : `rotates every ${days} days`,
          mend: `Give it a SecretRotation with a rotation function and automaticallyAfterDays of ${longestDays} or less.`,
        });
    });
  },
});

const Rotation = z.object({
  rotationRules: block({ automaticallyAfterDays: count, scheduleExpression: text }),
});

/** "rate(30 days)" → 30; a cron expression runs at least once a month unless it names months, which we do not read. */
function daysOf(expression: string | undefined): number | undefined {
  const rate = /^rate\((\d+) (hour|day)s?\)$/.exec(expression ?? "");
  if (rate) return Number(rate[1]) / (rate[2] === "hour" ? 24 : 1);
  const cron = /^cron\(\S+ \S+ \S+ (\S+) \S+ \S+\)$/.exec(expression ?? "");
  return cron?.[1] === "*" ? 31 : undefined;
}
