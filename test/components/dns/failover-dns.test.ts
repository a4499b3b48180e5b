import { expect } from "chai";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { ofType, projectGraph } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
type Values = Record<string, any>;
const primary = "us-east-1";
const secondary = "sa-east-1";

let graph: Graph;
const all = (region: string, type: string) => ofType(graph, `aws:${type}`, region);
const record = (region: string, name: string, type: string): GraphResource =>
  all(region, "route53/record:Record").find(({ inputs }) => inputs.name === name && inputs.type === type)!;
const checkOf = (region: string, { inputs }: GraphResource): Values =>
  all(region, "route53/healthCheck:HealthCheck").find(({ id }) => id === inputs.healthCheckId)!.inputs;

const publicName = "api.posmodern.example";
const ownName = (region: string) => `${region}.${publicName}`;

describe("failover by DNS", () => {
  before(async () => {
    graph = await projectGraph();
  });

  it("gives the public name and the active region's name a primary and a secondary answer", () => {
    for (const [name, type] of [
      [publicName, "A"],
      ["active.posmodern.example", "TXT"],
    ] as const)
      for (const [region, role] of [
        [primary, "PRIMARY"],
        [secondary, "SECONDARY"],
      ] as const) {
        const { inputs } = record(region, name, type);
        expect(inputs.failoverRoutingPolicies).to.deep.equal([{ type: role }]);
        expect(inputs.setIdentifier).to.equal(region);
      }
  });

  it("moves both names by the same check, so that who answers is who processes", () => {
    for (const region of [primary, secondary])
      expect(record(region, "active.posmodern.example", "TXT").inputs.healthCheckId).to.equal(
        record(region, publicName, "A").inputs.healthCheckId,
      );
  });

  it("names the region in the active record, and lets nobody keep it for more than a minute", () => {
    for (const region of [primary, secondary]) {
      const { inputs } = record(region, "active.posmodern.example", "TXT");
      expect(inputs.records).to.deep.equal([region]);
      expect(inputs.ttl).to.be.within(10, 60);
    }
  });

  it("follows, for the primary, a calculated check of its own health and not the drain signal", () => {
    const check = checkOf(primary, record(primary, publicName, "A"));
    expect(check.type).to.equal("CALCULATED");
    expect(check.childHealthThreshold).to.equal(2);
    const children = all(primary, "route53/healthCheck:HealthCheck").filter(({ id }) =>
      check.childHealthchecks.includes(id),
    );
    const asked = children.map(({ inputs }) => [inputs.fqdn, inputs.resourcePath, inputs.invertHealthcheck]);
    expect(asked).to.have.deep.members([
      [ownName(primary), "/health", false],
      // The secondary serves the signal: a dead secondary cannot drain the primary.
      [ownName(secondary), `/drain/${primary}`, true],
    ]);
  });

  it("follows, for the secondary, its own health alone", () => {
    expect(checkOf(secondary, record(secondary, publicName, "A"))).to.include({
      type: "HTTPS",
      fqdn: ownName(secondary),
      resourcePath: "/health",
      invertHealthcheck: false,
    });
  });

  it("probes every ten seconds over HTTPS and takes three failures for an answer", () => {
    for (const region of [primary, secondary])
      for (const { inputs } of all(region, "route53/healthCheck:HealthCheck"))
        if (inputs.type !== "CALCULATED")
          expect(inputs).to.include({ type: "HTTPS", port: 443, requestInterval: 10, failureThreshold: 3 });
  });

  it("points each region's names at that region's API, and asks nothing of the gateway's own health", () => {
    for (const region of [primary, secondary])
      for (const name of [publicName, ownName(region)]) {
        const domain = all(region, "apigateway/domainName:DomainName").find(
          ({ inputs }) => inputs.domainName === name,
        )!;
        expect(record(region, name, "A").inputs.aliases).to.deep.equal([
          {
            name: domain.outputs.regionalDomainName,
            zoneId: domain.outputs.regionalZoneId,
            evaluateTargetHealth: false,
          },
        ]);
      }
  });

  it("keeps a region's own name out of the failover", () => {
    for (const region of [primary, secondary])
      expect(record(region, ownName(region), "A").inputs).not.to.have.any.keys(
        "failoverRoutingPolicies",
        "healthCheckId",
      );
  });

  it("writes every record of both stacks into the zone that the primary made and keeps", () => {
    const [zone] = all(primary, "route53/zone:Zone");
    expect(zone!.protect).to.equal(true);
    expect(all(secondary, "route53/zone:Zone")).to.have.length(0);
    for (const region of [primary, secondary])
      for (const { inputs } of all(region, "route53/record:Record"))
        expect(inputs.zoneId, `${region} ${inputs.name}`).to.equal(zone!.id);
  });

  it("has one certificate a region for both names, and one stack alone proves the name that both share", () => {
    for (const region of [primary, secondary]) {
      const [certificate] = all(region, "acm/certificate:Certificate");
      expect(certificate!.inputs.domainName).to.equal(publicName);
      expect(certificate!.inputs.subjectAlternativeNames).to.deep.equal([ownName(region)]);
      const options = certificate!.outputs.domainValidationOptions as Values[];
      const [validation] = all(region, "acm/certificateValidation:CertificateValidation");
      const bare = (name: string) => name.replace(/\.$/, "");
      expect((validation!.inputs.validationRecordFqdns as string[]).map(bare)).to.have.members(
        options.map((option) => bare(option.resourceRecordName)),
      );
    }
    const proofs = (region: string) =>
      all(region, "route53/record:Record").filter(({ inputs }) => inputs.type === "CNAME");
    expect(proofs(primary)).to.have.length(2);
    expect(proofs(secondary)).to.have.length(1);
  });

  it("alarms in us-east-1, where Route 53 measures, on a topic there that exists", () => {
    const topics = all(primary, "sns/topic:Topic").map(({ outputs }) => outputs.arn);
    for (const region of [primary, secondary]) {
      const alarms = all(region, "cloudwatch/metricAlarm:MetricAlarm").filter(
        ({ inputs }) => inputs.namespace === "AWS/Route53",
      );
      expect(alarms).to.have.length(region === primary ? 2 : 1);
      for (const alarm of alarms) {
        expect(alarm.region).to.equal("us-east-1");
        expect(topics).to.include.members(alarm.inputs.alarmActions as string[]);
      }
    }
  });
});
