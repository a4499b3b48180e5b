import { Check } from "../support/failover.ts";
import { asksProbe } from "../support/probes.ts";
import { resourceRule } from "../support/rule.ts";
import { texts } from "../support/shapes.ts";

const slowestSeconds = 30;
const fewestRegions = 3;

export default resourceRule({
  name: "health-check-deep",
  description:
    "Every health check asks a deep path over TLS, from three regions or more, and notices within half a minute.",
  why: "A check of the front door stays green while nothing behind it works, and a slow one loses the orders of its delay.",
  source:
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
  level: "mandatory",
  types: ["aws:route53/healthCheck:HealthCheck"],
  props: Check.extend({ regions: texts, childHealthchecks: texts }),
  check(check, report) {
    const tell = (what: string, mend: string) => report({ what, mend });
    if (check.disabled)
      tell("is disabled, and so always healthy", "Remove disabled; to take a region out, drain it.");
    if (check.type === "CALCULATED") {
      const children = check.childHealthchecks.length;
      if ((check.childHealthThreshold ?? 0) < children)
        tell(
          `is healthy with ${check.childHealthThreshold ?? 0} of its ${children} checks`,
          `Set childHealthThreshold to ${children}.`,
        );
      return;
    }
    if (!check.type.startsWith("HTTPS") || !check.enableSni)
      tell(
        `asks by ${check.type}${check.enableSni ? "" : " without SNI"}`,
        'Set type to "HTTPS", enableSni to true.',
      );
    if (!asksProbe(check.resourcePath ?? ""))
      tell(
        `asks ${check.resourcePath ?? "/"}`,
        "Set resourcePath to the route that probes what is behind the API.",
      );
    const seconds = (check.requestInterval ?? 30) * (check.failureThreshold ?? 3);
    if (seconds > slowestSeconds)
      tell(
        `takes ${seconds} s to notice`,
        `Set requestInterval to 10 and failureThreshold to 3 or less: ${slowestSeconds} s.`,
      );
    if (check.regions.length && check.regions.length < fewestRegions)
      tell(`asks from ${check.regions.join(", ")} only`, `Name ${fewestRegions} regions or more.`);
  },
});
