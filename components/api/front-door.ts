/** What the world reaches a region by: names, a certificate, the API, and which region answers for both. */

import type { Configuration } from "../configuration.ts";
import { FailoverDns } from "../dns/failover-dns.ts";
import { healthTopicArn } from "../dns/health-topic.ts";
import { HostedZone } from "../dns/hosted-zone.ts";
import { publicName, regionalName } from "../dns/names.ts";
import { RegionalCertificate } from "../dns/regional-certificate.ts";
import type { FunctionName } from "../functions/catalogue.ts";
import type { HandlerFunction } from "../functions/handler-function.ts";
import type { AlertTopics } from "../observability/alert-topics.ts";
import type { PrimaryInputs } from "../primary-outputs.ts";
import type { Part } from "../tags.ts";
import { RegionalApi } from "./regional-api.ts";

export interface FrontDoorArgs {
  readonly configuration: Configuration;
  readonly functions: Readonly<Record<FunctionName, HandlerFunction>>;
  readonly topics: AlertTopics;
  /** What the primary's stack made for both regions. @default this is the primary, and makes it */
  readonly primary?: PrimaryInputs;
  readonly part: Part;
}

export function createFrontDoor(name: string, args: FrontDoorArgs) {
  const { configuration, functions, topics, primary, part } = args;
  const { prefix, domain, role, region, peerRegion } = configuration;
  const zone = primary
    ? undefined
    : new HostedZone(`${name}-zone`, { domain, exists: configuration.zoneExists }, part("dns"));
  const zoneId = primary?.zoneId ?? zone!.zoneId;
  const hosts = { publicName: publicName(domain), ownName: regionalName(domain, region) };
  const certificate = new RegionalCertificate(
    `${name}-certificate`,
    { ...hosts, zoneId, provesPublicName: role === "primary" },
    part("dns"),
  );
  const api = new RegionalApi(
    `${name}-api`,
    { ...hosts, prefix, functions, authorizer: functions.Authorizer, certificateArn: certificate.arn },
    part("api"),
  );
  const dns = new FailoverDns(
    `${name}-dns`,
    {
      prefix,
      region,
      peerRegion,
      domain,
      role,
      zoneId,
      publicDomain: api.publicDomain,
      ownDomain: api.ownDomain,
      alarmTopicArn: healthTopicArn(`${name}-health`, configuration, topics, part("observability")),
    },
    part("dns"),
  );
  return { zoneId, nameServers: zone?.nameServers, hosts, api, dns };
}
