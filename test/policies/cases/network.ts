/** The cache and the network around it. */
import { type Cases, made, spoil } from "../support/resources.ts";

const cache = made("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
  atRestEncryptionEnabled: true,
  transitEncryptionEnabled: true,
  userGroupIds: ["functions"],
  automaticFailoverEnabled: true,
  multiAzEnabled: true,
  numCacheClusters: 2,
});
const vpc = made("aws:ec2/vpc:Vpc", "vpc", { id: "vpc-0a1b2c" });

function endpoint(service: string) {
  return made("aws:ec2/vpcEndpoint:VpcEndpoint", service, {
    vpcId: "vpc-0a1b2c",
    serviceName: `com.amazonaws.us-east-1.${service}`,
    vpcEndpointType: "Gateway",
  });
}

export const network: Cases = {
  "cache-encrypted": {
    good: [cache],
    bad: [
      spoil("conversations in clear", "cache", "atRestEncryptionEnabled", false, /atRestEncryptionEnabled/),
      spoil("such a connection", "cache", "transitEncryptionEnabled", undefined, /transitEncryptionEnabled/),
    ],
  },
  "cache-authenticated": {
    good: [cache],
    bad: [spoil("a cache for everybody", "cache", "userGroupIds", [], /lets in every client/)],
  },
  "cache-survives-a-zone": {
    good: [cache],
    bad: [
      spoil("one node", "cache", "numCacheClusters", 1, /has 1 node,/),
      spoil("one zone", "cache", "multiAzEnabled", false, /perhaps in one zone/),
      spoil("no failover", "cache", "automaticFailoverEnabled", false, /without automatic failover/),
    ],
  },
  "no-open-ingress": {
    good: [
      made("aws:ec2/securityGroup:SecurityGroup", "group", {
        ingress: [{ cidrBlocks: ["10.0.0.0/16"], fromPort: 6379, toPort: 6379 }],
        egress: [{ cidrBlocks: ["0.0.0.0/0"] }],
      }),
      made("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", {
        cidrIpv4: "10.0.0.0/8",
        cidrIpv6: "fd00::/8",
      }),
      made("aws:ec2/securityGroupRule:SecurityGroupRule", "out", {
        type: "egress",
        cidrBlocks: ["0.0.0.0/0"],
      }),
    ],
    bad: [
      spoil("a group for the world", "group", "ingress.0.cidrBlocks.0", "0.0.0.0/0", /lets 0.0.0.0\/0 in/),
      ...["0.0.0.0/1", "10.0.0.0/7", "8.8.8.8/32", "nowhere"].map((cidr) =>
        spoil(`a group for ${cidr}`, "group", "ingress.0.cidrBlocks.0", cidr, /"group" lets .+ in\. /),
      ),
      spoil("a rule for half of the world", "rule", "cidrIpv6", "8000::/1", /lets 8000::\/1 in/),
      spoil("a rule for the world", "rule", "cidrIpv6", "::/0", /lets ::\/0 in/),
      spoil("an old rule for the world", "out", "type", "ingress", /lets 0.0.0.0\/0 in/),
    ],
  },
  "vpc-flow-logs": {
    good: [vpc, made("aws:ec2/flowLog:FlowLog", "flows", { vpcId: "vpc-0a1b2c" })],
    bad: [spoil("another network's log", "flows", "vpcId", "vpc-other", /does not log its flows/)],
  },
  "vpc-gateway-endpoints": {
    good: [vpc, endpoint("s3"), endpoint("dynamodb")],
    bad: [
      spoil("a paid endpoint", "s3", "vpcEndpointType", "Interface", /no gateway endpoint for s3\./),
      spoil("none for tables", "dynamodb", "serviceName", "com.amazonaws.us-east-1.sqs", /for dynamodb\./),
    ],
  },
};
