import type { Place } from "../place.ts";
import { drawn, named, type TypeRule, type TypeRules } from "./rule.ts";

export const ec2: TypeRules = {
  "aws:ec2/vpc:Vpc": {
    defaults: { enableDnsHostnames: false, enableDnsSupport: true, instanceTenancy: "default" },
    id: drawn("vpc"),
    outputs: (_inputs, place, id) => ({
      arn: place.arn("ec2", `vpc/${id}`),
      defaultNetworkAclId: `acl-${place.hex(17, "acl")}`,
      defaultRouteTableId: `rtb-${place.hex(17, "rtb")}`,
      defaultSecurityGroupId: `sg-${place.hex(17, "sg")}`,
      mainRouteTableId: `rtb-${place.hex(17, "rtb")}`,
      ownerId: place.accountId,
    }),
  },
  "aws:ec2/subnet:Subnet": owned("subnet", "subnet"),
  "aws:ec2/internetGateway:InternetGateway": owned("igw", "internet-gateway"),
  "aws:ec2/routeTable:RouteTable": owned("rtb", "route-table"),
  "aws:ec2/networkAcl:NetworkAcl": owned("acl", "network-acl"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": { id: drawn("rtbassoc") },
  "aws:ec2/route:Route": {
    id: (inputs, place) => `r-${inputs.routeTableId}${place.hex(8)}`,
    outputs: () => ({ origin: "CreateRoute", state: "active" }),
  },
  "aws:ec2/eip:Eip": {
    id: drawn("eipalloc"),
    outputs: (_inputs, place, id) => {
      const publicIp = `203.0.113.${Number.parseInt(place.hex(2), 16)}`;
      return {
        allocationId: id,
        arn: place.arn("ec2", `elastic-ip/${id}`),
        publicDns: `ec2-${publicIp.replaceAll(".", "-")}.compute.amazonaws.com`,
        publicIp,
      };
    },
  },
  "aws:ec2/natGateway:NatGateway": {
    defaults: { connectivityType: "public" },
    id: drawn("nat"),
    outputs: (inputs, place) => ({
      networkInterfaceId: `eni-${place.hex(17, "eni")}`,
      ...(inputs.allocationId && {
        publicIp: place.find("aws:ec2/eip:Eip", inputs.allocationId)?.publicIp,
      }),
    }),
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    naming: named("name", 255),
    defaults: { description: "Managed by Pulumi" },
    ...owned("sg", "security-group"),
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    id: drawn("sg"),
    outputs: (_inputs, place, id) => ({
      arn: place.arn("ec2", `security-group/${id}`),
      name: "default",
      description: "default VPC security group",
      ownerId: place.accountId,
    }),
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    id: (_inputs, place) => `sgrule-${Number.parseInt(place.hex(8), 16)}`,
    outputs: (_inputs, place) => ({ securityGroupRuleId: `sgr-${place.hex(17)}` }),
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": groupRule(),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": groupRule(),
  "aws:ec2/flowLog:FlowLog": {
    defaults: { maxAggregationInterval: 600 },
    id: drawn("fl"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("ec2", `vpc-flow-log/${id}`) }),
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    defaults: { vpcEndpointType: "Gateway" },
    id: drawn("vpce"),
    outputs: (inputs, place, id) => ({
      arn: place.arn("ec2", `vpc-endpoint/${id}`),
      ownerId: place.accountId,
      requesterManaged: false,
      state: "available",
      ...(inputs.vpcEndpointType === "Gateway"
        ? { prefixListId: `pl-${place.hex(8, "pl")}` }
        : {
            dnsEntries: [dnsEntry(inputs.serviceName, place, id)],
            networkInterfaceIds: (inputs.subnetIds ?? []).map(
              (subnet: string) => `eni-${place.hex(17, subnet)}`,
            ),
          }),
    }),
  },
};

function owned(prefix: string, kind: string): TypeRule {
  return {
    id: drawn(prefix),
    outputs: (_inputs, place, id) => ({
      arn: place.arn("ec2", `${kind}/${id}`),
      ownerId: place.accountId,
    }),
  };
}

function groupRule(): TypeRule {
  return {
    id: drawn("sgr"),
    outputs: (_inputs, place, id) => ({
      arn: place.arn("ec2", `security-group-rule/${id}`),
      securityGroupRuleId: id,
    }),
  };
}

function dnsEntry(serviceName: string | undefined, place: Place, id: string) {
  const service = serviceName?.split(".").at(-1) ?? "service";
  return {
    dnsName: `${id}-${place.token(8)}.${service}.${place.region}.vpce.amazonaws.com`,
    hostedZoneId: `Z${place.hex(13, "zone").toUpperCase()}`,
  };
}
