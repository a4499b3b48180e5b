import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuseUnless } from "../refuse.ts";
import { createHealthAlarms } from "./health-alarms.ts";
import { createHealthChecks, type HealthChecks } from "./health-checks.ts";
import { activeName, publicName, regionalName } from "./names.ts";

export interface FailoverDnsArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly domain: string;
  readonly region: string;
  /** @default nothing to fail over to: the public name answers with this region whatever its health */
  readonly peerRegion?: string;
  readonly role: "primary" | "secondary";
  /** The domain's zone; the secondary gets the primary's. */
  readonly zoneId: pulumi.Input<string>;
  /** This region's custom domain of the public name. */
  readonly publicDomain: aws.apigateway.DomainName;
  /** This region's custom domain of its own name. */
  readonly ownDomain: aws.apigateway.DomainName;
  /** A topic in us-east-1, where Route 53 publishes its metrics and their alarms must live. */
  readonly alarmTopicArn: pulumi.Input<string>;
  /** Seconds that resolvers keep the active region's name. @default 10; 10–60 */
  readonly ttlSeconds?: number;
  /** Seconds between a checker's probes: 10 or 30. @default 10: with three failures, detection in half a minute */
  readonly requestIntervalSeconds?: 10 | 30;
  /** Failed probes in a row that make a region unhealthy. @default 3; 1–10 */
  readonly failureThreshold?: number;
  /**
   * Regions that AWS probes from, three at least; each probes with every check, and each probe is a request.
   * @default us-west-2, eu-west-1, sa-east-1: Brazil's own view, and two that do not fall with us-east-1
   */
  readonly checkerRegions?: readonly string[];
}

/** Where Route 53 probes from. */
const checkers = [
  ...["us-east-1", "us-west-1", "us-west-2", "eu-west-1", "sa-east-1"],
  ...["ap-southeast-1", "ap-southeast-2", "ap-northeast-1"],
];

/**
 * This region's half of the failover: its records of the public name and of `active.`, its own name, and the health
 * checks that decide. Failing over is a matter of answers; it never changes a record.
 */
export class FailoverDns extends pulumi.ComponentResource {
  readonly healthChecks: HealthChecks;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  constructor(name: string, args: FailoverDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:dns:FailoverDns", name, {}, opts);
    const { ttlSeconds = 10, requestIntervalSeconds = 10, failureThreshold = 3 } = args;
    const { checkerRegions = ["us-west-2", "eu-west-1", "sa-east-1"] } = args;
    const within = (argument: string, value: number, from: number, to: number) =>
      refuseUnless(value >= from && value <= to, `${name}: ${argument}`, value, `${from}–${to}`);
    within("ttlSeconds", ttlSeconds, 10, 60);
    within("failureThreshold", failureThreshold, 1, 10);
    refuseUnless(
      Number.isInteger(failureThreshold),
      `${name}: failureThreshold`,
      failureThreshold,
      "a whole number of probes",
    );
    refuseUnless(
      [10, 30].includes(requestIntervalSeconds),
      `${name}: requestIntervalSeconds`,
      requestIntervalSeconds,
      "10 or 30",
    );
    refuseUnless(
      checkerRegions.length >= 3 && new Set(checkerRegions).size === checkerRegions.length,
      `${name}: checkerRegions`,
      checkerRegions,
      "three different regions or more",
    );
    refuseUnless(
      checkerRegions.every((region) => checkers.includes(region)),
      `${name}: checkerRegions`,
      checkerRegions,
      checkers.join(", "),
    );
    refuseUnless(
      args.role === "primary" || args.peerRegion !== undefined,
      `${name}: peerRegion`,
      args.peerRegion,
      "the primary's region, which a secondary takes over from",
    );
    refuseUnless(
      args.peerRegion !== args.region,
      `${name}: peerRegion`,
      args.peerRegion,
      `another region than ${args.region}, or there is nothing to fail over to`,
    );
    const child = { parent: this };

    this.healthChecks = createHealthChecks(
      name,
      {
        domain: args.domain,
        region: args.region,
        peerRegion: args.peerRegion,
        role: args.role,
        requestIntervalSeconds,
        failureThreshold,
        checkerRegions,
      },
      child,
    );
    const aliasOf = (domain: aws.apigateway.DomainName) => [
      // API Gateway's own health says nothing about what is behind it: the health checks decide.
      { name: domain.regionalDomainName, zoneId: domain.regionalZoneId, evaluateTargetHealth: false },
    ];
    const failover = {
      zoneId: args.zoneId,
      setIdentifier: args.region,
      failoverRoutingPolicies: [{ type: args.role.toUpperCase() }],
      healthCheckId: this.healthChecks.effective.id,
    };
    new aws.route53.Record(
      `${name}-public`,
      {
        ...failover,
        name: publicName(args.domain),
        type: "A",
        aliases: aliasOf(args.publicDomain),
      },
      child,
    );
    new aws.route53.Record(
      `${name}-active`,
      {
        ...failover,
        name: activeName(args.domain),
        type: "TXT",
        ttl: ttlSeconds,
        records: [args.region],
      },
      child,
    );
    new aws.route53.Record(
      `${name}-own`,
      {
        zoneId: args.zoneId,
        name: regionalName(args.domain, args.region),
        type: "A",
        aliases: aliasOf(args.ownDomain),
      },
      child,
    );
    if (args.role === "primary")
      new aws.route53.Record(
        `${name}-issuers`,
        {
          zoneId: args.zoneId,
          name: publicName(args.domain),
          type: "CAA",
          ttl: 3600,
          // Covers the regions' names too, which are below it.
          records: ['0 issue "amazon.com"', '0 issuewild ";"'],
        },
        child,
      );
    this.alarms = createHealthAlarms(name, args, this.healthChecks, child);
    this.registerOutputs({
      publicName: publicName(args.domain),
      ownName: regionalName(args.domain, args.region),
      activeName: activeName(args.domain),
      healthCheckId: this.healthChecks.effective.id,
    });
  }
}
