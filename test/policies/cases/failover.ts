/** Failover records and their health checks, as the primary has them. */
import { type Cases, here, made, spoil, there } from "../support/resources.ts";

const check = (name: string, props: Readonly<Record<string, unknown>>) =>
  made("aws:route53/healthCheck:HealthCheck", name, { id: `id-of-${name}`, ...props });
const probe = {
  type: "HTTPS",
  enableSni: true,
  requestInterval: 10,
  failureThreshold: 3,
  regions: ["us-west-2", "eu-west-1", "sa-east-1"],
};
const own = check("own", { ...probe, fqdn: `${here}.api.posmodern.example`, resourcePath: "/health" });
const drain = check("drain", {
  ...probe,
  fqdn: `${there}.api.posmodern.example`,
  resourcePath: `/drain/${here}`,
  invertHealthcheck: true,
});
const effective = check("effective", {
  type: "CALCULATED",
  childHealthchecks: [own.props.id, drain.props.id],
  childHealthThreshold: 2,
});
const record = (name: string, props: Readonly<Record<string, unknown>>) =>
  made("aws:route53/record:Record", name, {
    setIdentifier: here,
    healthCheckId: effective.props.id,
    failoverRoutingPolicies: [{ type: "PRIMARY" }],
    ...props,
  });
const pair = [
  record("public", { name: "api.posmodern.example", type: "A" }),
  record("active", { name: "active.posmodern.example", type: "TXT", ttl: 10, records: [here] }),
];
const plain = made("aws:route53/record:Record", "plain", {
  name: "www.posmodern.example",
  type: "A",
  ttl: 3600,
});

export const failover: Cases = {
  "failover-pair": {
    good: [own, drain, effective, ...pair, plain],
    bad: [
      spoil("a record that is always healthy", "active", "healthCheckId", undefined, /always healthy/),
      spoil("two checks", "active", "healthCheckId", own.props.id, /another health check than/),
      spoil("two roles", "active", "failoverRoutingPolicies", [{ type: "SECONDARY" }], /SECONDARY while/),
      spoil("a long memory", "active", "ttl", 300, /remembered for 300 s/),
      spoil("the other region's name", "active", "records", [there], /names sa-east-1 as the active region/),
      spoil("no identifier", "public", "setIdentifier", undefined, /no set identifier/),
      spoil("half a pair", "active", "failoverRoutingPolicies", undefined, /no counterpart of type TXT/),
    ],
  },
  "health-check-deep": {
    good: [own, drain, effective],
    bad: [
      spoil("the front door", "own", "resourcePath", "/", /asks \//),
      spoil("a picture", "own", "resourcePath", "/favicon.ico", /asks \/favicon.ico/),
      spoil("what is below", "own", "resourcePath", "/health/of", /asks \/health\/of/),
      spoil("plain HTTP", "own", "type", "HTTP", /asks by HTTP/),
      spoil("a slow eye", "own", "requestInterval", 30, /takes 90 s/),
      spoil("a sleeping eye", "drain", "disabled", true, /is disabled/),
      spoil("one point of view", "own", "regions", ["us-east-1"], /from us-east-1 only/),
      spoil("one child of two", "effective", "childHealthThreshold", 1, /with 1 of its 2/),
    ],
  },
  "health-check-own-region": {
    good: [own, drain, effective, ...pair],
    bad: [
      spoil("the name that fails over", "own", "fqdn", "api.posmodern.example", /the name that fails over/),
      spoil(
        "the other region's health",
        "own",
        "fqdn",
        `${there}.api.posmodern.example`,
        /no check of us-east-1/,
      ),
      spoil("a drain that dies with it", "drain", "fqdn", own.props.fqdn, /cannot be drained/),
      spoil("a drain that is upside down", "drain", "invertHealthcheck", false, /cannot be drained/),
      spoil("no drain", "effective", "childHealthchecks", [own.props.id], /cannot be drained/),
    ],
  },
};
