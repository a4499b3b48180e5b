/** Where a resource lives: which region, and what AWS would call things there. */
import { createHash } from "node:crypto";

/** Modules whose every type belongs to the account or to the world rather than to a region. */
const GLOBAL_MODULES = new Set([
  "account",
  "bcmdata",
  "billing",
  "budgets",
  "cloudfront",
  "costexplorer",
  "costoptimizationhub",
  "cur",
  "globalaccelerator",
  "iam",
  "networkmanager",
  "notifications",
  "organizations",
  "rolesanywhere",
  "route53domains",
  "route53recoverycontrol",
  "route53recoveryreadiness",
  "savingsplans",
  "shield",
  "uxc",
  "waf",
]);

/** Global types in modules that have regional ones too. */
const GLOBAL_TYPES = new Set([
  "aws:backup/globalSettings:GlobalSettings",
  "aws:bedrock/useCaseForModelAccess:UseCaseForModelAccess",
  "aws:cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount",
  "aws:ec2/vpcIpamOrganizationAdminAccount:VpcIpamOrganizationAdminAccount",
  "aws:fms/adminAccount:AdminAccount",
  "aws:ram/sharingWithOrganization:SharingWithOrganization",
  "aws:route53/cidrCollection:CidrCollection",
  "aws:route53/cidrLocation:CidrLocation",
  "aws:route53/delegationSet:DelegationSet",
  "aws:route53/healthCheck:HealthCheck",
  "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec",
  "aws:route53/keySigningKey:KeySigningKey",
  "aws:route53/queryLog:QueryLog",
  "aws:route53/record:Record",
  "aws:route53/recordsExclusive:RecordsExclusive",
  "aws:route53/trafficPolicy:TrafficPolicy",
  "aws:route53/trafficPolicyInstance:TrafficPolicyInstance",
  "aws:route53/vpcAssociationAuthorization:VpcAssociationAuthorization",
  "aws:route53/zone:Zone",
  "aws:route53/zoneAssociation:ZoneAssociation",
  "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
]);

export function isRegional(type: string): boolean {
  const [pkg, module = ""] = type.split(":");
  return pkg === "aws" && !GLOBAL_MODULES.has(module.split("/")[0] ?? "") && !GLOBAL_TYPES.has(type);
}

/** Outputs of what the run has made already: AWS too answers from what is there. */
export type FindOutputs = (type: string, id: string) => Readonly<Record<string, unknown>> | undefined;

/** One resource's place: the same program gives the same ids, names and ARNs on every run. */
export class Place {
  readonly accountId: string;
  /** "us-east-1" for global types too: it is where AWS keeps them. */
  readonly region: string;
  readonly find: FindOutputs;
  readonly #urn: string;

  constructor(accountId: string, region: string, urn: string, find: FindOutputs = () => undefined) {
    this.accountId = accountId;
    this.region = region;
    this.find = find;
    this.#urn = urn;
  }

  /** "arn:aws:sqs:us-east-1:123456789012:name". */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.accountId}:${resource}`;
  }

  /** An ARN without a region: IAM, Route 53 and the like. */
  globalArn(service: string, resource: string): string {
    return `arn:aws:${service}::${this.accountId}:${resource}`;
  }

  /** What AWS would draw at random: `purpose` keeps several of one resource apart. */
  hex(length: number, purpose = ""): string {
    return createHash("sha256").update(`${purpose}\0${this.#urn}`).digest("hex").slice(0, length);
  }

  /** As `hex`, of lower-case letters and digits: API Gateway's ids. */
  token(length: number, purpose = ""): string {
    const digits = BigInt(`0x${this.hex(64, purpose)}`).toString(36);
    return digits.slice(-length).padStart(length, "a");
  }

  uuid(purpose = ""): string {
    return this.hex(32, purpose).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
}
