import { expect } from "chai";
import { ChatbotRegion } from "../../components/chatbot-region.ts";
import { checkConfiguration } from "../../components/configuration.ts";
import { readTenants } from "../../components/tenants.ts";
import { type Made, made } from "./mocked.ts";

const alone = { "aws:region": "us-east-1", "chatbot:role": "primary", "chatbot:profile": "dev" };

describe("the profile dev", () => {
  let resources: readonly Made[];
  before(async () => {
    const configuration = checkConfiguration(alone, "chatbot", "dev");
    resources = await made(() => new ChatbotRegion("chatbot", { configuration, tenants: readTenants() }), {
      stack: "dev",
    });
  });
  const ofType = (type: string) => resources.filter((resource) => resource.type === `aws:${type}`);

  it("stands in one region, by three lines of configuration", () => {
    expect(Object.keys(alone)).to.have.length(3);
    for (const type of ["kms/replicaKey:ReplicaKey", "s3/bucketReplicationConfig:BucketReplicationConfig"])
      expect(ofType(type), type).to.deep.equal([]);
    for (const { name, inputs } of [
      ...ofType("dynamodb/table:Table"),
      ...ofType("secretsmanager/secret:Secret"),
    ])
      expect(inputs.replicas, name).to.equal(undefined);
    for (const { name, inputs } of resources)
      expect(inputs.region, name).to.be.oneOf([undefined, "us-east-1"]);
    // Route 53 probes from there, whoever is where.
    const others = resources.filter(({ type }) => type !== "aws:route53/healthCheck:HealthCheck");
    expect(JSON.stringify(others)).not.to.contain("sa-east-1");
  });

  it("deletes a customer's media in the one bucket that there is", () => {
    const bucket = "chatbot-media-123456789012-us-east-1";
    const fn = ofType("lambda/function:Function").find(({ name }) => name === "MediaErasure-function");
    expect(fn?.inputs.environment.variables).to.include({
      MEDIA_BUCKET: bucket,
      PEER_MEDIA_BUCKET: bucket,
      PEER_REGION: "us-east-1",
    });
    const allowed = ofType("iam/rolePolicy:RolePolicy").find(
      ({ name }) => name === "MediaErasure-allow-erase-media",
    );
    const { Statement } = JSON.parse(allowed?.inputs.policy);
    expect(Statement.map(({ Resource }: { Resource: string[] }) => Resource)).to.deep.equal([
      [`arn:aws:s3:::${bucket}`],
      [`arn:aws:s3:::${bucket}/client_*/media/*`],
    ]);
  });

  it("answers by the same names, and needs no peer to be healthy", () => {
    const checks = ofType("route53/healthCheck:HealthCheck").map(({ inputs }) => inputs.resourcePath);
    expect(checks).to.deep.equal(["/health"]);
    expect(ofType("route53/record:Record").map(({ inputs }) => inputs.name)).to.include.members([
      "api.posmodern.example",
      "active.posmodern.example",
      "us-east-1.api.posmodern.example",
    ]);
  });

  it("has nothing that is paid for by the hour or that waits for a rush", () => {
    const dear = [
      "awsx:ec2:Vpc",
      "aws:elasticache/replicationGroup:ReplicationGroup",
      "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
      "aws:appautoscaling/target:Target",
      "aws:backup/plan:Plan",
      "aws:cloudtrail/trail:Trail",
      "aws:codepipeline/pipeline:Pipeline",
    ];
    expect(resources.filter(({ type }) => dear.includes(type))).to.deep.equal([]);
    for (const { name, inputs } of ofType("lambda/function:Function"))
      expect(inputs.reservedConcurrentExecutions, name).to.equal(undefined);
    expect(ofType("budgets/budget:Budget")[0]!.inputs.limitAmount).to.equal("50");
  });

  it("keeps what protects people's data all the same", () => {
    for (const { name, inputs } of ofType("dynamodb/table:Table")) {
      expect(inputs.pointInTimeRecovery, name).to.deep.equal({ enabled: true });
      expect(inputs.serverSideEncryption.enabled, name).to.equal(true);
    }
    expect(ofType("wafv2/webAcl:WebAcl")).to.have.length(1);
    expect(ofType("secretsmanager/secretRotation:SecretRotation")).to.have.length(3);
  });

  it("is the only one that may stand alone", () => {
    const without = (changed: Record<string, string>) => () =>
      checkConfiguration({ ...alone, ...changed }, "chatbot", "dev");
    const sentence = '"chatbot:peerRegion" is not set; accepted: the name of a region';
    expect(without({ "chatbot:profile": "production" })).to.throw(sentence);
    expect(without({ "chatbot:role": "secondary" })).to.throw(sentence);
  });
});
