import { checkType, failoverRecords, Probe, probesOf } from "../support/failover.ts";
import { type Resource, read, stackRule } from "../support/rule.ts";
import { whenKnown } from "../support/unknown.ts";

export default stackRule({
  name: "health-check-own-region",
  description:
    "Every health check asks a region's own name, and the primary can be drained by the region that survives it.",
  why: "A check on the public name asks whichever region answers it, and a drain signal that the region itself serves is lost with it.",
  source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html",
  level: "mandatory",
  productionOnly: true,
  check(stack, report) {
    const records = failoverRecords(stack);
    const shared = new Set(records.map(({ name }) => name));
    stack.each(checkType, Probe, ({ fqdn }, check) => {
      if (fqdn && shared.has(fqdn))
        report(check, {
          what: `asks ${fqdn}, the name that fails over`,
          mend: "Set fqdn to the name of one region, <region>.api.<domain>.",
        });
    });
    for (const { resource, role, check, setIdentifier } of records) {
      // Without a region or a check, the pair's own rule has spoken.
      if (!check || !setIdentifier) continue;
      const probes = whenKnown(() => probesOf(stack, check).map((probe) => kindOf(probe, setIdentifier)));
      if (!probes) continue;
      if (!probes.includes("own"))
        report(resource, {
          what: `follows no check of ${setIdentifier}'s own name`,
          mend: `Let its health check, or a child of it, ask ${setIdentifier}.api.<domain>, not inverted.`,
        });
      if (role === "PRIMARY" && !probes.includes("drain"))
        report(resource, {
          what: "cannot be drained from the other region",
          mend: "Let it follow a CALCULATED check with a second, inverted child that asks the other region's name.",
        });
    }
  },
});

function kindOf(probe: Resource, region: string): "own" | "drain" | "other" {
  const { fqdn = "", invertHealthcheck } = read(probe, Probe);
  const own = fqdn.startsWith(`${region}.`);
  if (own) return invertHealthcheck ? "other" : "own";
  return invertHealthcheck ? "drain" : "other";
}
