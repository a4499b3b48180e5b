/** The health checks behind a region's failover records. */
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { regionalName } from "./names.ts";

export interface HealthCheckArgs {
  readonly domain: string;
  readonly region: string;
  readonly peerRegion?: string;
  readonly role: "primary" | "secondary";
  readonly requestIntervalSeconds: 10 | 30;
  readonly failureThreshold: number;
  readonly checkerRegions: readonly string[];
}

export interface HealthChecks {
  /** The region's own deep health, probed on its own name. */
  readonly own: aws.route53.HealthCheck;
  /** A primary with a peer only: healthy until the peer says that this region is drained. */
  readonly drain?: aws.route53.HealthCheck;
  /** What the failover records follow. */
  readonly effective: aws.route53.HealthCheck;
}

/**
 * The primary is healthy while its own `/health` answers *and not* the secondary says that it is drained. The drain
 * check is inverted, so that a dead secondary, which answers nothing, cannot drain the primary.
 */
export function createHealthChecks(
  name: string,
  args: HealthCheckArgs,
  opts: pulumi.CustomResourceOptions,
): HealthChecks {
  const probe = (what: string, fqdn: string, resourcePath: string, invertHealthcheck: boolean) =>
    new aws.route53.HealthCheck(
      `${name}-check-${what}`,
      {
        type: "HTTPS",
        fqdn,
        port: 443,
        enableSni: true,
        resourcePath,
        requestInterval: args.requestIntervalSeconds,
        failureThreshold: args.failureThreshold,
        invertHealthcheck,
        regions: [...args.checkerRegions],
        tags: { Name: `${args.region} ${what}` },
      },
      opts,
    );
  const own = probe("own", regionalName(args.domain, args.region), "/health", false);
  if (args.role === "secondary" || !args.peerRegion) return { own, effective: own };
  const drain = probe("drain", regionalName(args.domain, args.peerRegion), `/drain/${args.region}`, true);
  const effective = new aws.route53.HealthCheck(
    `${name}-check-effective`,
    {
      type: "CALCULATED",
      childHealthchecks: [own.id, drain.id],
      childHealthThreshold: 2,
      tags: { Name: `${args.region} effective` },
    },
    opts,
  );
  return { own, drain, effective };
}
