/** A two-stack graph with one zone, as the engine would yield it, for the tests of Route 53. */
import type { Graph, GraphResource } from "../../../../twin/engine/graph.ts";

export const zoneId = "Z1";

export function resource(
  type: string,
  id: string,
  inputs: Record<string, unknown>,
  outputs: Record<string, unknown> = {},
  region: string | null = null,
): GraphResource {
  return {
    urn: `urn:pulumi:test::app::aws:${type}::${id}`,
    type: `aws:${type}`,
    name: id,
    parent: null,
    region,
    custom: true,
    remote: false,
    id,
    inputs,
    outputs: { ...inputs, ...outputs },
    secretInputs: [],
    dependencies: [],
    protect: false,
    retainOnDelete: false,
  };
}

export function record(name: string, type: string, inputs: Record<string, unknown>): GraphResource {
  const id = [zoneId, name, type, inputs.setIdentifier].filter(Boolean).join("_");
  return resource("route53/record:Record", id, { zoneId, name, type, ...inputs });
}

export function healthCheck(id: string, inputs: Record<string, unknown>): GraphResource {
  return resource("route53/healthCheck:HealthCheck", id, {
    type: "HTTPS",
    requestInterval: 10,
    failureThreshold: 3,
    ...inputs,
  });
}

export function domainName(name: string, region: string): GraphResource {
  return resource(
    "apigateway/domainName:DomainName",
    `${name} ${region}`,
    { domainName: name },
    { regionalDomainName: target(name, region) },
    region,
  );
}

function target(name: string, region: string): string {
  return `d-${name.length}${region.length}.execute-api.${region}.amazonaws.com`;
}

export function alias(name: string, domain: string, region: string, inputs: Record<string, unknown> = {}) {
  return record(name, "A", {
    aliases: [{ name: target(domain, region), zoneId: "ZAPI", evaluateTargetHealth: false }],
    ...inputs,
  });
}

export function graphOf(east: readonly GraphResource[], south: readonly GraphResource[]): Graph {
  const stack = (region: string, resources: readonly GraphResource[]) => ({
    stack: region,
    project: "app",
    region,
    resources,
    outputs: {},
    secretOutputs: [],
  });
  return {
    project: "app",
    accountId: "123456789012",
    stacks: { "us-east-1": stack("us-east-1", east), "sa-east-1": stack("sa-east-1", south) },
  };
}

export const zone = resource(
  "route53/zone:Zone",
  zoneId,
  { name: "example.test" },
  { zoneId, nameServers: ["ns-5.awsdns-05.com", "ns-6.awsdns-06.net"] },
);

/** One region's half of a failover pair over `check`, and its own name. */
export function half(region: string, type: "PRIMARY" | "SECONDARY", healthCheckId?: string): GraphResource[] {
  const failover = { setIdentifier: region, failoverRoutingPolicies: [{ type }], healthCheckId };
  return [
    domainName("api.example.test", region),
    domainName(`${region}.api.example.test`, region),
    alias("api.example.test", "api.example.test", region, failover),
    alias(`${region}.api.example.test`, `${region}.api.example.test`, region),
    record("active.example.test", "TXT", { ...failover, ttl: 10, records: [region] }),
  ];
}
