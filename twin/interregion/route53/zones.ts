/** Zones and record sets of every stack's graph: one hosted zone may hold records of several stacks. */
import type { Answer } from "dns-packet";
import * as z from "zod";
import type { Graph, GraphResource } from "../../engine/graph.ts";
import { ofType, properties } from "../../region/apigateway/properties.ts";
import { answerOf, withoutDot } from "./record-data.ts";

export interface RecordSet {
  /** In lower case, without the trailing dot. */
  readonly name: string;
  readonly type: string;
  readonly content: Content;
  /** Absent for a simple record set. */
  readonly failover?: "PRIMARY" | "SECONDARY";
  readonly healthCheckId?: string;
}

export type Content =
  | { readonly kind: "values"; readonly answers: readonly Answer[] }
  /** API Gateway's regional domain: which region answers. */
  | { readonly kind: "region"; readonly region: string }
  /** Another name of the same zone. */
  | { readonly kind: "name"; readonly name: string; readonly evaluateTargetHealth: boolean };

export interface Zone {
  readonly apex: string;
  readonly nameServers: readonly string[];
  readonly records: readonly RecordSet[];
}

const ZoneShape = z.object({
  name: z.string(),
  zoneId: z.string().nullish(),
  nameServers: z.array(z.string()).nullish(),
});
const DomainName = z.object({ regionalDomainName: z.string() });
const routing = z.array(z.unknown()).nullish();
const RecordShape = z.object({
  zoneId: z.string(),
  name: z.string(),
  type: z.string(),
  ttl: z.number().nullish(),
  records: z.array(z.string()).nullish(),
  aliases: z.array(z.object({ name: z.string(), evaluateTargetHealth: z.boolean() })).nullish(),
  failoverRoutingPolicies: z.array(z.object({ type: z.enum(["PRIMARY", "SECONDARY"]) })).nullish(),
  healthCheckId: z.string().nullish(),
  weightedRoutingPolicies: routing,
  latencyRoutingPolicies: routing,
  geolocationRoutingPolicies: routing,
  geoproximityRoutingPolicy: z.unknown().optional(),
  cidrRoutingPolicy: z.unknown().optional(),
  multivalueAnswerRoutingPolicy: z.boolean().nullish(),
});

const defaultNameServers = ["ns-1.awsdns-00.com", "ns-2.awsdns-00.net"];

/** Throws a sentence for a record that the twin could only answer wrongly. */
export function readZones(graph: Graph): Zone[] {
  const resources = Object.values(graph.stacks).flatMap((stack) => stack.resources);
  const regionOf = new Map(
    ofType(resources, "aws:apigateway/domainName:DomainName").map((resource) => [
      properties(resource, DomainName).regionalDomainName.toLowerCase(),
      resource.region ?? "",
    ]),
  );
  const known = new Map(
    ofType(resources, "aws:route53/zone:Zone").map((resource) => {
      const zone = properties(resource, ZoneShape);
      return [zone.zoneId ?? resource.id, zone] as const;
    }),
  );
  const records = ofType(resources, "aws:route53/record:Record").map((resource) => ({
    resource,
    record: properties(resource, RecordShape),
  }));
  const zoneIds = new Set([...known.keys(), ...records.map(({ record }) => record.zoneId)]);
  return [...zoneIds].map((zoneId) => {
    const own = records.filter(({ record }) => record.zoneId === zoneId);
    const zone = known.get(zoneId);
    const apex = clean(zone?.name ?? commonSuffix(own.map(({ record }) => clean(record.name))));
    return {
      apex,
      nameServers: zone?.nameServers?.map(withoutDot) ?? defaultNameServers,
      records: own.map(({ resource, record }) => recordSet(resource, record, apex, regionOf)),
    };
  });
}

function recordSet(
  resource: GraphResource,
  record: z.infer<typeof RecordShape>,
  apex: string,
  regionOf: ReadonlyMap<string, string>,
): RecordSet {
  const refuse = (why: string) => new Error(`The twin cannot serve ${resource.urn}: ${why}.`);
  const { latencyRoutingPolicies, weightedRoutingPolicies, geolocationRoutingPolicies, ...rest } = record;
  const others = [latencyRoutingPolicies, weightedRoutingPolicies, geolocationRoutingPolicies];
  if (
    others.some((policies) => policies?.length) ||
    rest.geoproximityRoutingPolicy ||
    rest.cidrRoutingPolicy ||
    rest.multivalueAnswerRoutingPolicy
  )
    throw refuse("it routes neither simply nor by failover, which is all that the twin's Route 53 does");
  const given = clean(record.name);
  const name = given === apex || given.endsWith(`.${apex}`) ? given : given ? `${given}.${apex}` : apex;
  const content = (): Content => {
    const alias = record.aliases?.[0];
    if (!alias) {
      const ttl = record.ttl ?? 300;
      return {
        kind: "values",
        answers: (record.records ?? []).map((value) => answerOf(name, record.type, ttl, value)),
      };
    }
    const target = clean(alias.name);
    const region = regionOf.get(target) ?? /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$/.exec(target)?.[1];
    if (region) return { kind: "region", region };
    if (target === apex || target.endsWith(`.${apex}`))
      return { kind: "name", name: target, evaluateTargetHealth: alias.evaluateTargetHealth };
    throw new Error(`its alias ${alias.name} is neither an API Gateway domain name nor a name of its zone`);
  };
  try {
    return {
      name,
      type: record.type,
      content: content(),
      failover: record.failoverRoutingPolicies?.[0]?.type,
      healthCheckId: record.healthCheckId ?? undefined,
    };
  } catch (error) {
    throw refuse((error as Error).message);
  }
}

/** A zone that exists outside the program has only an id in the graph: its apex is what its names share. */
function commonSuffix(names: readonly string[]): string {
  const [first = "", ...rest] = names.map((name) => name.split(".").reverse());
  const shared = [...first].findIndex((label, index) => rest.some((labels) => labels[index] !== label));
  const labels = [...first].slice(0, shared < 0 ? undefined : shared);
  return labels.reverse().join(".");
}

function clean(name: string): string {
  return withoutDot(name).toLowerCase();
}
