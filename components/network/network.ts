import { isIPv4 } from "node:net";
import * as aws from "@pulumi/aws";
// Its own module: the package's root also loads Docker's and three others.
import { Vpc } from "@pulumi/awsx/ec2/vpc.js";
import * as pulumi from "@pulumi/pulumi";
import type { FunctionNetwork } from "../functions/handler-function.ts";
import { refuseRetention, refuseUnless } from "../refuse.ts";
import { createGatewayEndpoints, createInterfaceEndpoints, type PrivateService } from "./endpoints.ts";
import { createFlowLog } from "./flow-log.ts";
import { type NatStrategy, natStrategies } from "./nat-strategies.ts";
import { placement } from "./placement.ts";

export interface NetworkArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly region: string;
  readonly nat: NatStrategy;
  /** Who is in the network calls something on the internet. @default false */
  readonly callsInternet?: boolean;
  /** AWS's APIs that are called from within, beside S3 and DynamoDB. @default none */
  readonly services?: readonly PrivateService[];
  /** @default "10.0.0.0/16" */
  readonly cidrBlock?: string;
  /** @default 2; 2–3 */
  readonly zones?: number;
  /** @default 30 */
  readonly flowLogRetentionDays?: number;
}

/**
 * A private network over two zones or more: whoever is in it reaches AWS's APIs without leaving it, the internet only
 * where there is a NAT gateway, and nothing from outside reaches in.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  /** Of the functions in the network: they call out by HTTPS, and nobody calls them. */
  readonly functionGroup: aws.ec2.SecurityGroup;
  /** Where a function goes that shall be in the network. */
  readonly forFunctions: FunctionNetwork;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:network:Network", name, {}, opts);
    const { prefix, region, nat, cidrBlock = "10.0.0.0/16", zones = 2, services = [] } = args;
    const { flowLogRetentionDays = 30 } = args;
    refuseUnless(
      natStrategies.includes(nat) && !(args.callsInternet && nat === "none"),
      `${name}: nat`,
      nat,
      args.callsInternet
        ? "single or one-per-az, since something in the network calls the internet"
        : natStrategies.join(", "),
    );
    refuseUnless(Number.isInteger(zones) && zones >= 2 && zones <= 3, `${name}: zones`, zones, "2–3");
    refuseUnless(
      isPrivate(cidrBlock),
      `${name}: cidrBlock`,
      cidrBlock,
      'a private range of /16 to /18, such as "10.0.0.0/16"',
    );
    refuseRetention(`${name}: flowLogRetentionDays`, flowLogRetentionDays);
    const child = { parent: this };
    const vpc = new Vpc(
      `${name}-vpc`,
      {
        cidrBlock,
        numberOfAvailabilityZones: zones,
        // Interface endpoints answer under AWS's own names.
        enableDnsHostnames: true,
        enableDnsSupport: true,
        subnetStrategy: "Auto",
        subnetSpecs: [
          { type: "Private", cidrMask: 20 },
          ...(nat === "none" ? [] : [{ type: "Public" as const, cidrMask: 24 }]),
        ],
        natGateways: {
          strategy: ({ none: "None", single: "Single", "one-per-az": "OnePerAz" } as const)[nat],
        },
      },
      { ...child, transforms: [withoutPublicAddresses] },
    );
    this.vpcId = vpc.vpcId;
    this.privateSubnetIds = vpc.privateSubnetIds;
    // The group that comes with every network lets its members talk; nobody is to be its member.
    new aws.ec2.DefaultSecurityGroup(`${name}-default-group`, { vpcId: vpc.vpcId }, child);

    this.functionGroup = new aws.ec2.SecurityGroup(
      `${name}-functions`,
      { vpcId: vpc.vpcId, name: `${prefix}-functions`, description: "Functions in the network" },
      child,
    );
    const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    const reach = (to: string, target: Partial<aws.vpc.SecurityGroupEgressRuleArgs>, description: string) =>
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-functions-to-${to}`,
        { securityGroupId: this.functionGroup.id, description, ...https, ...target },
        child,
      );
    const routeTableIds = vpc.routeTables.apply((tables) => pulumi.all(tables.map(({ id }) => id)));
    const gateways = createGatewayEndpoints(name, { region, vpcId: vpc.vpcId, routeTableIds }, child);
    for (const [service, endpoint] of Object.entries(gateways))
      reach(service, { prefixListId: endpoint.prefixListId }, `Call ${service} by its gateway endpoint`);
    if (services.length) {
      const endpointGroup = createInterfaceEndpoints(
        name,
        {
          prefix,
          region,
          vpcId: vpc.vpcId,
          subnetIds: vpc.privateSubnetIds,
          services,
          callers: this.functionGroup.id,
        },
        child,
      );
      reach("endpoints", { referencedSecurityGroupId: endpointGroup.id }, "Call AWS by interface endpoints");
    }
    if (nat !== "none") reach("internet", { cidrIpv4: "0.0.0.0/0" }, "Call the internet by HTTPS");

    createFlowLog(name, { prefix, region, vpcId: vpc.vpcId, retentionDays: flowLogRetentionDays }, child);
    this.forFunctions = {
      subnetIds: vpc.privateSubnetIds,
      securityGroupId: this.functionGroup.id,
      permissions: placement,
    };
    this.registerOutputs({ vpcId: this.vpcId, privateSubnetIds: this.privateSubnetIds });
  }
}

/** The gateways bring their own addresses; whatever else is ever started in a public subnet gets none unasked. */
const withoutPublicAddresses: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === "aws:ec2/subnet:Subnet" ? { props: { ...props, mapPublicIpOnLaunch: false }, opts } : undefined;

/** Of RFC 1918's ranges, /16 to /18. */
function isPrivate(cidrBlock: string): boolean {
  const [address = "", bits] = cidrBlock.split("/");
  return (
    isIPv4(address) &&
    ["16", "17", "18"].includes(bits ?? "") &&
    /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)/.test(address)
  );
}
