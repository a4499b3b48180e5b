/** `awsx.ec2.Vpc`: the network that it documents, zone by zone, with the children that it would make. */
import { Refusal } from "../errors.ts";
import type { Inputs } from "../outputs/rule.ts";
import type { Registered } from "../stack-run.ts";
import { wireReference } from "../wire.ts";
import { zonesOf } from "../zones.ts";
import { subnetRanges } from "./cidr.ts";
import type { RemoteArgs, RemoteComponent } from "./component.ts";

type SubnetType = "Public" | "Private" | "Isolated";

interface Subnet {
  readonly type: SubnetType;
  readonly zone: number;
  readonly subnet: Registered;
  readonly routeTable: Registered;
}

export const awsxVpc: RemoteComponent = async (component) => {
  const { name, args, region, child } = component;
  const zones = zoneNames(args, region);
  const cidrBlock: string = args.cidrBlock ?? "10.0.0.0/16";
  const common = { ...(args.region && { region }) };
  const tagged = (label: string) => ({ ...common, tags: { Name: label, ...args.tags } });
  const vpc = await child({
    type: "aws:ec2/vpc:Vpc",
    name,
    properties: {
      ...tagged(name),
      cidrBlock,
      enableDnsHostnames: args.enableDnsHostnames ?? false,
      enableDnsSupport: args.enableDnsSupport ?? true,
    },
  });
  const internetGateway = await child({
    type: "aws:ec2/internetGateway:InternetGateway",
    name,
    parent: vpc,
    properties: { ...tagged(name), vpcId: vpc.id },
    dependsOn: [vpc],
  });
  const subnets = await makeSubnets(component, vpc, zones, cidrBlock, tagged);
  const { eips, natGateways } = await makeNatGateways(component, subnets, zones.length, tagged);
  const routes: Registered[] = [];
  for (const { type, zone, subnet, routeTable } of subnets) {
    const nat = natGateways[Math.min(zone, natGateways.length - 1)];
    const through =
      type === "Public"
        ? { target: internetGateway, properties: { gatewayId: internetGateway.id } }
        : type === "Private" && nat
          ? { target: nat, properties: { natGatewayId: nat.id } }
          : undefined;
    if (through)
      routes.push(
        await child({
          type: "aws:ec2/route:Route",
          name: subnetName(name, type, zone),
          parent: routeTable,
          properties: {
            ...common,
            routeTableId: routeTable.id,
            destinationCidrBlock: "0.0.0.0/0",
            ...through.properties,
          },
          dependsOn: [subnet, routeTable, through.target],
        }),
      );
  }
  const idsOf = (wanted: SubnetType) =>
    subnets.filter(({ type }) => type === wanted).map(({ subnet }) => subnet.id);
  const referencesOf = (wanted: SubnetType) =>
    subnets.filter(({ type }) => type === wanted).map(({ subnet }) => wireReference(subnet));
  return {
    vpcId: vpc.id,
    vpc: wireReference(vpc),
    internetGateway: wireReference(internetGateway),
    subnets: subnets.map(({ subnet }) => wireReference(subnet)),
    publicSubnetIds: idsOf("Public"),
    privateSubnetIds: idsOf("Private"),
    isolatedSubnetIds: idsOf("Isolated"),
    publicSubnets: referencesOf("Public"),
    privateSubnets: referencesOf("Private"),
    isolatedSubnets: referencesOf("Isolated"),
    routeTables: subnets.map(({ routeTable }) => wireReference(routeTable)),
    routes: routes.map(wireReference),
    eips: eips.map(wireReference),
    natGateways: natGateways.map(wireReference),
    vpcEndpoints: await makeEndpoints(component, vpc),
    subnetLayout: specsOf(args),
  };
};

function zoneNames(args: Inputs, region: string): string[] {
  if (args.availabilityZoneNames) return args.availabilityZoneNames;
  const available = zonesOf(region).map(({ name }) => name);
  const wanted = args.numberOfAvailabilityZones ?? 3;
  if (wanted > available.length)
    throw new Refusal(
      `numberOfAvailabilityZones is ${wanted}, and ${region} has ${available.length}; ask for fewer.`,
    );
  return available.slice(0, wanted);
}

function specsOf(args: Inputs): readonly Inputs[] {
  return args.subnetSpecs ?? [{ type: "Private" }, { type: "Public" }];
}

function subnetName(name: string, type: string, zone: number): string {
  return `${name}-${type.toLowerCase()}-${zone + 1}`;
}

async function makeSubnets(
  { name, args, child }: RemoteArgs,
  vpc: Registered,
  zones: readonly string[],
  cidrBlock: string,
  tagged: (label: string) => Inputs,
): Promise<Subnet[]> {
  const specs = specsOf(args);
  const subnets: Subnet[] = [];
  for (const [zone, availabilityZone] of zones.entries()) {
    const ranges = subnetRanges(cidrBlock, zones.length, zone, specs);
    for (const [index, spec] of specs.entries()) {
      const type = spec.type as SubnetType | "Unused";
      if (type === "Unused") continue;
      const label = spec.name ? `${name}-${spec.name}-${zone + 1}` : subnetName(name, type, zone);
      const subnet = await child({
        type: "aws:ec2/subnet:Subnet",
        name: label,
        parent: vpc,
        properties: {
          ...tagged(label),
          vpcId: vpc.id,
          availabilityZone,
          cidrBlock: spec.cidrBlocks?.[zone] ?? ranges[index],
          mapPublicIpOnLaunch: type === "Public",
        },
        dependsOn: [vpc],
      });
      const routeTable = await child({
        type: "aws:ec2/routeTable:RouteTable",
        name: label,
        parent: subnet,
        properties: { ...tagged(label), vpcId: vpc.id },
        dependsOn: [vpc],
      });
      const { region } = tagged(label);
      await child({
        type: "aws:ec2/routeTableAssociation:RouteTableAssociation",
        name: label,
        parent: routeTable,
        properties: { ...(region && { region }), routeTableId: routeTable.id, subnetId: subnet.id },
        dependsOn: [routeTable, subnet],
      });
      subnets.push({ type, zone, subnet, routeTable });
    }
  }
  return subnets;
}

/** @default one gateway in each zone, where both public and private subnets are asked for */
async function makeNatGateways(
  { name, args, child }: RemoteArgs,
  subnets: readonly Subnet[],
  zones: number,
  tagged: (label: string) => Inputs,
): Promise<{ eips: Registered[]; natGateways: Registered[] }> {
  const publicSubnets = subnets.filter(({ type }) => type === "Public").map(({ subnet }) => subnet);
  const useful = publicSubnets.length > 0 && subnets.some(({ type }) => type === "Private");
  const strategy = args.natGateways?.strategy ?? (useful ? "OnePerAz" : "None");
  const wanted = strategy === "None" ? 0 : strategy === "Single" ? 1 : zones;
  if (wanted > publicSubnets.length)
    throw new Refusal(
      `${name} asks for NAT gateways (${strategy}) and has no public subnets to put them in.`,
    );
  const eips: Registered[] = [];
  const natGateways: Registered[] = [];
  for (const [index, subnet] of publicSubnets.slice(0, wanted).entries()) {
    const label = `${name}-${index + 1}`;
    const given: string | undefined = args.natGateways?.elasticIpAllocationIds?.[index];
    const eip =
      given === undefined
        ? await child({
            type: "aws:ec2/eip:Eip",
            name: label,
            parent: subnet,
            properties: { ...tagged(label), domain: "vpc" },
          })
        : undefined;
    if (eip) eips.push(eip);
    natGateways.push(
      await child({
        type: "aws:ec2/natGateway:NatGateway",
        name: label,
        parent: subnet,
        properties: { ...tagged(label), subnetId: subnet.id, allocationId: given ?? eip?.id },
        dependsOn: eip ? [subnet, eip] : [subnet],
      }),
    );
  }
  return { eips, natGateways };
}

async function makeEndpoints({ name, args, child }: RemoteArgs, vpc: Registered) {
  const specs: readonly Inputs[] = args.vpcEndpointSpecs ?? [];
  return Promise.all(
    specs.map(async (spec) =>
      wireReference(
        await child({
          type: "aws:ec2/vpcEndpoint:VpcEndpoint",
          name: `${name}-${String(spec.serviceName).split(".").at(-1)}`,
          parent: vpc,
          properties: { ...spec, vpcId: vpc.id },
          dependsOn: [vpc],
        }),
      ),
    ),
  );
}
