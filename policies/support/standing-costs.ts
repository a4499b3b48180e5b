/** What a stack costs a month while nobody uses it: rough, from what is counted. Use is the cost model's matter. */
import * as z from "zod";
import { type Resource, read } from "./rule.ts";
import { count, listOf, text, texts } from "./shapes.ts";
import { regionOf, type Stack } from "./stack.ts";
import { whenKnown } from "./unknown.ts";
import { warmGbHoursPerDay } from "./warm-environments.ts";

const hours = 730;
/** Where no price of the region is known: what São Paulo costs more, judged by the prices that are known of both. */
const dearer = 2;

/** US$ a month. */
export interface Price {
  readonly type: string;
  readonly usEast1: number;
  readonly saEast1: number;
  /** How many of them a resource is. @default 1 */
  readonly units?: (resource: Resource, stack: Stack) => number;
}

/** List prices of 2026 without tax; where only one region's is published, the other is `dearer` times it. */
export const prices: readonly Price[] = [
  both("aws:ec2/natGateway:NatGateway", 0.045 * hours, 0.093 * hours),
  both("aws:ec2/eip:Eip", 0.005 * hours, 0.005 * hours),
  {
    ...both("aws:ec2/vpcEndpoint:VpcEndpoint", 0.01 * hours, 0.021 * hours),
    units: (endpoint) => {
      const { vpcEndpointType, subnetIds } = read(
        endpoint,
        z.object({ vpcEndpointType: text, subnetIds: texts }),
      );
      return vpcEndpointType === "Interface" ? subnetIds.length : 0;
    },
  },
  {
    ...both("aws:elasticache/replicationGroup:ReplicationGroup", 0.032 * hours, 0.032 * hours * dearer),
    // A cache.t4g.small; each size above it doubles.
    units: (group) => {
      const { numCacheClusters = 1, nodeType } = read(
        group,
        z.object({ numCacheClusters: count, nodeType: text }),
      );
      return numCacheClusters * sizeOf(nodeType);
    },
  },
  { ...both("aws:kms/key:Key", 1, 1) },
  { ...both("aws:kms/replicaKey:ReplicaKey", 1, 1) },
  {
    ...both("aws:secretsmanager/secret:Secret", 0.4, 0.4),
    units: (secret) => 1 + read(secret, z.object({ replicas: listOf(z.unknown()) })).replicas.length,
  },
  {
    ...both("aws:cloudwatch/metricAlarm:MetricAlarm", 0.1, 0.1 * dearer),
    // An alarm is paid by the metrics that it reads; one with a band reads three.
    units: (alarm) => {
      const { metricQueries } = read(
        alarm,
        z.object({ metricQueries: listOf(z.object({ expression: text })) }),
      );
      const metrics = metricQueries.filter(({ expression }) => !expression).length || 1;
      return metricQueries.some(({ expression }) => expression?.startsWith("ANOMALY"))
        ? 3 * metrics
        : metrics;
    },
  },
  both("aws:cloudwatch/compositeAlarm:CompositeAlarm", 0.5, 0.5 * dearer),
  both("aws:cloudwatch/dashboard:Dashboard", 3, 3 * dearer),
  {
    ...both("aws:wafv2/webAcl:WebAcl", 1, dearer),
    // The ACL is as dear as five rules.
    units: (acl) => 5 + read(acl, z.object({ rules: listOf(z.unknown()) })).rules.length,
  },
  both("aws:route53/zone:Zone", 0.5, 0.5),
  // Beyond AWS's own endpoints, with TLS and the fast interval.
  both("aws:route53/healthCheck:HealthCheck", 0.75 + 2 + 2, 0.75 + 2 + 2),
  {
    // A GB-second on arm64.
    ...both(
      "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
      0.0000033334 * 3600,
      0.0000033334 * 3600,
    ),
    units: (config, stack) => (warmGbHoursPerDay(config, stack) * hours) / 24,
  },
];

export interface StandingCost {
  readonly type: string;
  readonly count: number;
  readonly usdPerMonth: number;
}

/**
 * The dearest first.
 * @param counts @default every resource
 */
export function standingCosts(
  stack: Stack,
  counts: (resource: Resource) => boolean = () => true,
): StandingCost[] {
  return prices
    .map((price) => {
      const resources = stack.ofType(price.type).filter(counts);
      const usdPerMonth = resources.reduce((total, resource) => {
        const unit = (regionOf(resource) ?? stack.homeRegion) === "sa-east-1" ? price.saEast1 : price.usEast1;
        return total + unit * (whenKnown(() => price.units?.(resource, stack) ?? 1) ?? 1);
      }, 0);
      return { type: price.type, count: resources.length, usdPerMonth };
    })
    .filter(({ usdPerMonth }) => usdPerMonth > 0)
    .sort((a, b) => b.usdPerMonth - a.usdPerMonth);
}

function both(type: string, usEast1: number, saEast1: number): Price {
  return { type, usEast1, saEast1 };
}

const sizes = ["micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge"];

/** In cache.t4g.small. */
function sizeOf(nodeType = "cache.t4g.small"): number {
  const index = sizes.indexOf(nodeType.split(".").at(-1) ?? "");
  return index < 0 ? 1 : 2 ** (index - sizes.indexOf("small"));
}
