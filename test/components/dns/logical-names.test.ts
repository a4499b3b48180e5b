import { expect } from "chai";
import type { Graph } from "../../../twin/engine/graph.ts";
import { projectGraph, resourcesOf } from "../../support/graph.ts";

/** What customers, providers and subscribers would lose for a while if a new logical name replaced it. */
const contract = {
  "us-east-1": [
    "aws:acm/certificate:Certificate chatbot-certificate-certificate",
    "aws:apigateway/domainName:DomainName chatbot-api-own-domain",
    "aws:apigateway/domainName:DomainName chatbot-api-public-domain",
    "aws:apigateway/restApi:RestApi chatbot-api-rest",
    "aws:apigateway/stage:Stage chatbot-api-stage",
    "aws:apigateway/usagePlan:UsagePlan chatbot-api-plan-pool",
    "aws:apigateway/usagePlan:UsagePlan chatbot-api-plan-silo",
    "aws:route53/healthCheck:HealthCheck chatbot-dns-check-drain",
    "aws:route53/healthCheck:HealthCheck chatbot-dns-check-effective",
    "aws:route53/healthCheck:HealthCheck chatbot-dns-check-own",
    "aws:route53/record:Record chatbot-certificate-proof-own",
    "aws:route53/record:Record chatbot-certificate-proof-public",
    "aws:route53/record:Record chatbot-dns-active",
    "aws:route53/record:Record chatbot-dns-issuers",
    "aws:route53/record:Record chatbot-dns-own",
    "aws:route53/record:Record chatbot-dns-public",
    "aws:route53/zone:Zone chatbot-zone-zone",
    "aws:scheduler/schedule:Schedule chatbot-schedules-expire-orders",
    "aws:scheduler/schedule:Schedule chatbot-schedules-reconcile-payments",
    "aws:scheduler/schedule:Schedule chatbot-schedules-relay-outbox",
    "aws:scheduler/schedule:Schedule chatbot-schedules-release-handoffs",
    "aws:scheduler/schedule:Schedule chatbot-schedules-send-surveys",
    "aws:sns/topic:Topic chatbot-alerts-business",
    "aws:sns/topic:Topic chatbot-alerts-critical",
    "aws:sns/topic:Topic chatbot-alerts-security",
    "aws:sns/topic:Topic chatbot-alerts-warning",
  ],
  "sa-east-1": [
    "aws:acm/certificate:Certificate chatbot-certificate-certificate",
    "aws:apigateway/domainName:DomainName chatbot-api-own-domain",
    "aws:apigateway/domainName:DomainName chatbot-api-public-domain",
    "aws:apigateway/restApi:RestApi chatbot-api-rest",
    "aws:apigateway/stage:Stage chatbot-api-stage",
    "aws:apigateway/usagePlan:UsagePlan chatbot-api-plan-pool",
    "aws:apigateway/usagePlan:UsagePlan chatbot-api-plan-silo",
    "aws:route53/healthCheck:HealthCheck chatbot-dns-check-own",
    "aws:route53/record:Record chatbot-certificate-proof-own",
    "aws:route53/record:Record chatbot-dns-active",
    "aws:route53/record:Record chatbot-dns-own",
    "aws:route53/record:Record chatbot-dns-public",
    "aws:scheduler/schedule:Schedule chatbot-schedules-expire-orders",
    "aws:scheduler/schedule:Schedule chatbot-schedules-reconcile-payments",
    "aws:scheduler/schedule:Schedule chatbot-schedules-relay-outbox",
    "aws:scheduler/schedule:Schedule chatbot-schedules-release-handoffs",
    "aws:scheduler/schedule:Schedule chatbot-schedules-send-surveys",
    "aws:sns/topic:Topic chatbot-alerts-business",
    "aws:sns/topic:Topic chatbot-alerts-critical",
    "aws:sns/topic:Topic chatbot-alerts-security",
    "aws:sns/topic:Topic chatbot-alerts-warning",
  ],
};

const components = [
  "chatbot:api:RegionalApi",
  "chatbot:api:WebFirewall",
  "chatbot:dns:FailoverDns",
  "chatbot:dns:HostedZone",
  "chatbot:dns:RegionalCertificate",
  "chatbot:observability:AlertTopics",
  "chatbot:observability:ObservabilityPack",
  "chatbot:schedules:Schedules",
];

describe("the region's outside: API, DNS, schedules and alerts", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });

  for (const [region, expected] of Object.entries(contract))
    it(`keeps its logical names in ${region}, so that an update replaces nothing that others hold on to`, () => {
      const types = new Set(contract["us-east-1"].map((entry) => entry.split(" ")[0]));
      const named = resourcesOf(graph, region)
        .filter(({ type }) => types.has(type))
        .map(({ type, name }) => `${type} ${name}`);
      expect(named.sort()).to.deep.equal(expected);
    });

  it("registers what each of its components offers", () => {
    for (const type of components) {
      const [component] = resourcesOf(graph, "us-east-1").filter((resource) => resource.type === type);
      expect(Object.keys(component!.outputs), type).not.to.be.empty;
    }
  });

  it("hangs every resource of a component below it", () => {
    for (const { urn, type, parent, custom } of resourcesOf(graph))
      if (custom && /^aws:(apigateway|wafv2|route53|acm|scheduler|sns|xray|cloudwatch)\//.test(type))
        expect(parent, urn).to.match(/chatbot:index:ChatbotRegion\$chatbot:/);
  });
});
