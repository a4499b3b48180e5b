import path from "node:path";
import { expect } from "chai";
import { Network, type NetworkArgs } from "../../../components/network/network.ts";
import { evaluate } from "../../../twin/engine/evaluate.ts";
import type { Graph } from "../../../twin/engine/graph.ts";
import { byName, ofType, projectGraph, resourcesOf } from "../../support/graph.ts";

const dir = path.resolve(import.meta.dirname, "../../..");
// biome-ignore lint/suspicious/noExplicitAny: inputs of any resource type.
type Inputs = any;

for (const stack of ["us-east-1", "sa-east-1"])
  describe(`the network in ${stack}`, () => {
    let graph: Graph;
    before(async () => {
      graph = await projectGraph();
    });
    const all = (type: string) => ofType(graph, `aws:${type}`, stack);
    const named = (type: string, name: string) => byName(graph, `aws:${type}`, name, stack);

    it("spans two zones with a private subnet in each, and one way out", () => {
      const subnets = all("ec2/subnet:Subnet").filter(({ name }) => name.includes("-private-"));
      expect(new Set(subnets.map(({ inputs }) => inputs.availabilityZone)).size).to.equal(2);
      expect(all("ec2/natGateway:NatGateway")).to.have.length(1);
      const out = all("ec2/route:Route").filter(({ inputs }) => inputs.natGatewayId);
      expect(out, "each private subnet goes out by it").to.have.length(2);
    });

    it("gives nobody a public address unasked", () => {
      const given = all("ec2/subnet:Subnet").map(({ inputs }) => inputs.mapPublicIpOnLaunch);
      expect(given).to.deep.equal([false, false, false, false]);
    });

    it("tags what a component of another package makes in it, too", () => {
      const made = resourcesOf(graph, stack).filter(({ type }) =>
        /^aws:ec2\/(vpc|subnet|natGateway|eip):/.test(type),
      );
      expect(made).to.have.length(7);
      for (const { name, inputs } of made)
        expect((inputs as Inputs).tags, name).to.include({
          ...{ project: "chatbot", stack, component: "network", "data-class": "internal" },
        });
    });

    it("reaches S3 and DynamoDB for nothing, and what its functions call without leaving AWS", () => {
      const endpoints = Object.fromEntries(
        all("ec2/vpcEndpoint:VpcEndpoint").map(({ inputs }) => [
          String(inputs.serviceName).replace(`com.amazonaws.${stack}.`, ""),
          inputs as Inputs,
        ]),
      );
      expect(Object.keys(endpoints)).to.have.members([
        ...["s3", "dynamodb", "bedrock-runtime", "lambda", "secretsmanager", "sqs"],
      ]);
      const tables = all("ec2/routeTable:RouteTable").map(({ id }) => id);
      for (const service of ["s3", "dynamodb"]) {
        expect(endpoints[service].vpcEndpointType).to.equal("Gateway");
        expect(endpoints[service].routeTableIds).to.have.members(tables);
      }
      for (const service of ["bedrock-runtime", "lambda", "secretsmanager", "sqs"]) {
        expect(endpoints[service]).to.include({ vpcEndpointType: "Interface", privateDnsEnabled: true });
        expect(endpoints[service].subnetIds).to.have.length(2);
        const [statement] = JSON.parse(endpoints[service].policy).Statement;
        expect(statement.Condition.StringEquals).to.deep.equal({ "aws:PrincipalAccount": "123456789012" });
      }
    });

    it("has the function that uses the cache in it, and no other", () => {
      const inside = all("lambda/function:Function").filter(({ inputs }) => inputs.vpcConfig);
      expect(inside.map(({ name }) => name)).to.deep.equal(["AIConversation-function"]);
      const group = named("ec2/securityGroup:SecurityGroup", "chatbot-network-functions");
      expect((inside[0]!.inputs as Inputs).vpcConfig.securityGroupIds).to.deep.equal([group.id]);
    });

    it("lets functions call out by HTTPS and the cache's port, and lets nobody call them", () => {
      const group = named("ec2/securityGroup:SecurityGroup", "chatbot-network-functions").id;
      const rules = (direction: string) =>
        all(`vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`).map(
          ({ inputs }) => inputs as Inputs,
        );
      expect(rules("Ingress").filter(({ securityGroupId }) => securityGroupId === group)).to.deep.equal([]);
      const ports = rules("Egress").map(({ fromPort, toPort, ipProtocol }) => [fromPort, toPort, ipProtocol]);
      for (const port of ports)
        expect(port).to.be.deep.oneOf([
          [443, 443, "tcp"],
          [6379, 6379, "tcp"],
        ]);
      for (const rule of rules("Ingress")) {
        expect(rule.referencedSecurityGroupId, rule.description).to.equal(group);
        expect(rule.cidrIpv4, rule.description).to.equal(undefined);
      }
      const byDefault = named(
        "ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "chatbot-network-default-group",
      );
      expect(byDefault.inputs).not.to.include.any.keys("ingress", "egress");
    });

    it("keeps who spoke with whom for thirty days", () => {
      const group = named("cloudwatch/logGroup:LogGroup", "chatbot-network-flow-logs");
      expect(group.inputs).to.include({ name: "/aws/vpc/chatbot-flows", retentionInDays: 30 });
      expect(named("ec2/flowLog:FlowLog", "chatbot-network-flow-log").inputs).to.include({
        ...{ trafficType: "ALL", logDestination: group.outputs.arn },
      });
    });
  });

describe("without a cache", () => {
  it("there is no network, and no function is in one", async function () {
    this.timeout(60_000);
    const config = { "chatbot:profile": "dev" };
    const graph = await evaluate({ dir, config: { "us-east-1": config, "sa-east-1": config } });
    const made = resourcesOf(graph).filter(({ type }) => /^(awsx|aws:(ec2|vpc|elasticache)\/)/.test(type));
    expect(made.map(({ urn }) => urn)).to.deep.equal([]);
    for (const { inputs } of ofType(graph, "aws:lambda/function:Function")) {
      expect(inputs.vpcConfig).to.equal(undefined);
      expect((inputs as Inputs).environment.variables).not.to.include.any.keys("CACHE_URL", "CACHE_NAME");
    }
  });
});

describe("a network refuses", () => {
  const network = (changed: Partial<NetworkArgs>) => () =>
    new Network("network", { prefix: "chatbot", region: "us-east-1", nat: "single", ...changed });

  it("to have no way out where somebody calls the internet", () => {
    expect(network({ nat: "none", callsInternet: true })).to.throw(
      'network: nat is "none"; accepted: single or one-per-az, since something in the network calls the internet.',
    );
  });
  it("a single zone", () => {
    expect(network({ zones: 1 })).to.throw("network: zones is 1; accepted: 2–3.");
  });
  it("a range that is public or too small", () => {
    for (const cidrBlock of ["8.8.0.0/16", "10.0.0.0/24", "10.999.0.0/16", "172.64.0.0/16", "192.0.0.0/16"])
      expect(network({ cidrBlock }), cidrBlock).to.throw("network: cidrBlock");
  });
  it("a retention that CloudWatch Logs does not have", () => {
    expect(network({ flowLogRetentionDays: 31 })).to.throw(
      "network: flowLogRetentionDays is 31; accepted: 1,",
    );
  });
});
