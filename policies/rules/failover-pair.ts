import { type FailoverRecord, failoverRecords } from "../support/failover.ts";
import { stackRule } from "../support/rule.ts";

const longestTtl = 60;

export default stackRule({
  name: "failover-pair",
  description:
    "A region's failover records agree: one role, one health check, an address and the active region's name.",
  why: "Callers would be sent to one region while the functions believe that the other one is to work.",
  source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html",
  level: "mandatory",
  check(stack, report) {
    const records = failoverRecords(stack);
    const [first] = records;
    if (!first) {
      if (stack.ofType("aws:apigateway/domainName:DomainName").length)
        report(undefined, {
          what: "has an API and no failover record",
          mend: "Create the region's half of the pair: an alias A record and the TXT record of active.<domain>.",
        });
      return;
    }
    for (const record of records)
      for (const what of faults(record, first))
        report(record.resource, {
          what,
          mend: `Give it the setIdentifier, role and health check of "${first.resource.name}", and a TTL of ${longestTtl} s or less.`,
        });
    const kinds = new Set(records.map(({ type }) => type));
    if (!kinds.has("A") || !kinds.has("TXT"))
      report(first.resource, {
        what: `has no counterpart of type ${kinds.has("A") ? "TXT" : "A"}`,
        mend: "Create both: the A record answers callers, the TXT record tells functions which region works.",
      });
  },
});

function faults(record: FailoverRecord, first: FailoverRecord): string[] {
  const region = record.setIdentifier;
  return [
    ...(region ? [] : ["has no set identifier"]),
    ...(record.hasCheck ? [] : ["has no health check, and so is always healthy"]),
    ...(record.check === first.check ? [] : ["follows another health check than its counterpart"]),
    ...(record.role === first.role ? [] : [`is ${record.role} while its counterpart is ${first.role}`]),
    ...((record.ttl ?? 0) > longestTtl ? [`is remembered for ${record.ttl} s`] : []),
    ...(record.type !== "TXT" || record.records.join() === region
      ? []
      : [`names ${record.records.join()} as the active region, and is the record of ${region}`]),
  ];
}
