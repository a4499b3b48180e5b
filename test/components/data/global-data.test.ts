import { expect } from "chai";
import { type TableName, type TableShape, tables } from "../../../handlers/shared/tables.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { byName, ofType, projectGraph } from "../../support/graph.ts";

const regions = ["us-east-1", "sa-east-1"];
// biome-ignore lint/suspicious/noExplicitAny: inputs of any resource type.
const inputsOf = (resource: GraphResource | undefined): any => resource?.inputs;

describe("what the primary owns for both regions", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });
  const keyArn = (region: string) =>
    region === "us-east-1"
      ? byName(graph, "aws:kms/key:Key", "chatbot-data-key").outputs.arn
      : byName(graph, "aws:kms/replicaKey:ReplicaKey", "chatbot-data-replica").outputs.arn;

  for (const name of Object.keys(tables) as TableName[])
    it(`has ${name} in both regions, with the keys and indexes that handlers query`, () => {
      const shape: TableShape = tables[name];
      const table = byName(graph, "aws:dynamodb/table:Table", `chatbot-tables-${name}`);
      const inputs = inputsOf(table);
      expect(inputs).to.deep.include({
        name: `chatbot-${name}`,
        billingMode: "PAY_PER_REQUEST",
        hashKey: shape.hashKey,
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: true,
        serverSideEncryption: { enabled: true, kmsKeyArn: keyArn("us-east-1") },
        replicas: [
          {
            regionName: "sa-east-1",
            kmsKeyArn: keyArn("sa-east-1"),
            pointInTimeRecovery: true,
            deletionProtectionEnabled: true,
            propagateTags: true,
          },
        ],
      });
      expect(inputs.rangeKey).to.equal(shape.rangeKey);
      expect(inputs.ttl).to.deep.equal(shape.ttl && { enabled: true, attributeName: shape.ttl });
      const indexes = inputs.globalSecondaryIndexes.map(
        (index: { name: string; keySchemas: { attributeName: string }[] }) => [
          index.name,
          ...index.keySchemas.map(({ attributeName }) => attributeName),
        ],
      );
      expect(indexes).to.deep.equal(
        Object.entries(shape.indexes).map(([index, { hashKey, rangeKey }]) =>
          [index, hashKey, rangeKey].filter(Boolean),
        ),
      );
      expect([table.protect, table.retainOnDelete]).to.deep.equal([true, true]);
    });

  it("has between ten and fifteen indexes, as planned", () => {
    const indexes = ofType(graph, "aws:dynamodb/table:Table").flatMap(
      (table) => inputsOf(table).globalSecondaryIndexes,
    );
    expect(indexes.length).to.be.within(10, 15);
  });

  it("declares every attribute that is a key, and no other", () => {
    for (const { inputs } of ofType(graph, "aws:dynamodb/table:Table")) {
      const declared = inputsOf({ inputs } as unknown as GraphResource).attributes.map(
        (a: { name: string }) => a.name,
      );
      const { hashKey, rangeKey, globalSecondaryIndexes } = inputsOf({ inputs } as unknown as GraphResource);
      const keys = globalSecondaryIndexes.flatMap((index: { keySchemas: { attributeName: string }[] }) =>
        index.keySchemas.map(({ attributeName }) => attributeName),
      );
      expect(declared).to.have.members([...new Set([hashKey, rangeKey, ...keys].filter(Boolean))]);
    }
  });

  it("encrypts with one multi-region key that rotates, and its replica in the other region", () => {
    const key = byName(graph, "aws:kms/key:Key", "chatbot-data-key");
    expect(key.inputs).to.include({ multiRegion: true, enableKeyRotation: true });
    const replica = byName(graph, "aws:kms/replicaKey:ReplicaKey", "chatbot-data-replica");
    expect([replica.region, replica.inputs.primaryKeyArn]).to.deep.equal(["sa-east-1", key.outputs.arn]);
    expect([key.protect, key.retainOnDelete, replica.protect, replica.retainOnDelete]).to.deep.equal(
      Array(4).fill(true),
    );
  });

  it("has a secret a provider with a replica, and no value anywhere", () => {
    const secrets = ofType(graph, "aws:secretsmanager/secret:Secret");
    expect(secrets.map(({ inputs }) => inputs.name)).to.have.members([
      "chatbot/twilio",
      "chatbot/asaas",
      "chatbot/pos",
    ]);
    for (const secret of secrets) {
      expect(inputsOf(secret).replicas).to.deep.equal([
        { region: "sa-east-1", kmsKeyId: keyArn("sa-east-1") },
      ]);
      expect(secret.inputs.kmsKeyId).to.equal(keyArn("us-east-1"));
    }
    expect(ofType(graph, "aws:secretsmanager/secretVersion:SecretVersion")).to.deep.equal([]);
  });

  for (const [region, peer] of [regions, regions.toReversed()] as [string, string][])
    it(`keeps media in ${region} versioned, encrypted, private and for 90 days, and copies them to ${peer}`, () => {
      const name = `chatbot-media-${region}`;
      const part = (type: string, suffix: string) => byName(graph, `aws:s3/${type}`, `${name}-${suffix}`);
      const bucket = part("bucket:Bucket", "bucket");
      expect(bucket.region).to.equal(region);
      expect(bucket.inputs.bucket).to.equal(`chatbot-media-123456789012-${region}`);
      expect([bucket.protect, bucket.retainOnDelete]).to.deep.equal([true, true]);
      const versioning = inputsOf(part("bucketVersioning:BucketVersioning", "versioning"));
      expect(versioning.versioningConfiguration).to.deep.equal({ status: "Enabled" });
      const encryption = inputsOf(
        part("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "encryption"),
      );
      expect(encryption.rules[0].applyServerSideEncryptionByDefault).to.deep.equal({
        sseAlgorithm: "aws:kms",
        kmsMasterKeyId: keyArn(region),
      });
      expect(part("bucketPublicAccessBlock:BucketPublicAccessBlock", "access").inputs).to.include({
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      });
      const policy = JSON.parse(part("bucketPolicy:BucketPolicy", "policy").inputs.policy as string);
      expect(policy.Statement[0]).to.deep.include({
        Effect: "Deny",
        Principal: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      });
      const lifecycle = inputsOf(
        part("bucketLifecycleConfiguration:BucketLifecycleConfiguration", "lifecycle"),
      );
      expect(lifecycle.rules[0].expiration).to.deep.equal({ days: 90 });
      const replication = inputsOf(
        byName(
          graph,
          "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
          `chatbot-media-${region}-replication`,
        ),
      );
      expect(replication.rules[0].destination).to.deep.include({
        bucket: `arn:aws:s3:::chatbot-media-123456789012-${peer}`,
        encryptionConfiguration: { replicaKmsKeyId: keyArn(peer) },
        metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
      });
      expect(replication.rules[0].deleteMarkerReplication).to.deep.equal({ status: "Enabled" });
    });

  it("is made by the primary alone: the secondary knows the same things in its own region", () => {
    const global = /^aws:(dynamodb|kms|s3|secretsmanager)\//;
    const made = graph.stacks["sa-east-1"]!.resources.filter(({ type }) => global.test(type));
    // Its own logs and their key apart, which are regional.
    const regional = /^chatbot-(operations-archive|telemetry)-/;
    expect(made.filter(({ name }) => !regional.test(name))).to.deep.equal([]);
    const known = byName(graph, "chatbot:data:GlobalTables", "chatbot-tables", "sa-east-1").outputs;
    expect(known.arns).to.have.property(
      "WhatsAppBotOrders",
      "arn:aws:dynamodb:sa-east-1:123456789012:table/chatbot-WhatsAppBotOrders",
    );
  });
});
