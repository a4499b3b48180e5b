import { expect } from "chai";
import { DataBackup, type DataBackupArgs } from "../../../components/backup/data-backup.ts";
import type { Graph, GraphResource } from "../../../twin/engine/graph.ts";
import { byName, ofType, projectGraph, resourcesOf } from "../../support/graph.ts";

// biome-ignore lint/suspicious/noExplicitAny: inputs have the shape of their resource type.
const inputsOf = (resource: GraphResource | undefined): any => resource?.inputs;

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, string>> };
}

describe("the backup of what is kept", () => {
  let graph: Graph;
  before(async () => {
    graph = await projectGraph();
  });
  const vaults = () => ofType(graph, "aws:backup/vault:Vault");
  const vaultIn = (region: string) => vaults().find((vault) => vault.region === region)!;
  const rules = () => inputsOf(ofType(graph, "aws:backup/plan:Plan")[0]).rules;

  it("takes every table and the primary's media", () => {
    const [selection] = ofType(graph, "aws:backup/selection:Selection");
    const tables = ofType(graph, "aws:dynamodb/table:Table").map(({ outputs }) => outputs.arn);
    expect(tables).to.have.length(7);
    expect(inputsOf(selection).resources).to.have.members([
      ...tables,
      "arn:aws:s3:::chatbot-media-123456789012-us-east-1",
    ]);
  });

  it("copies each recovery point to the peer region, to live there as long", () => {
    expect(vaults().map(({ region }) => region)).to.have.members(["us-east-1", "sa-east-1"]);
    expect(rules().map((rule: { ruleName: string }) => rule.ruleName)).to.deep.equal(["daily", "weekly"]);
    for (const { targetVaultName, lifecycle, copyActions } of rules()) {
      expect(targetVaultName).to.equal(vaultIn("us-east-1").inputs.name);
      expect(copyActions).to.deep.equal([
        { destinationVaultArn: vaultIn("sa-east-1").outputs.arn, lifecycle },
      ]);
    }
  });

  it("lies in vaults with keys of their own, which nobody empties before the time", () => {
    for (const vault of vaults()) {
      const keys = ofType(graph, "aws:kms/key:Key").filter(
        ({ outputs }) => outputs.arn === inputsOf(vault).kmsKeyArn,
      );
      expect(keys.map(({ region, inputs }) => [region, inputs.enableKeyRotation])).to.deep.equal([
        [vault.region, true],
      ]);
      expect([vault.protect, vault.retainOnDelete, inputsOf(vault).forceDestroy]).to.deep.equal([
        true,
        true,
        false,
      ]);
      const lock = ofType(graph, "aws:backup/vaultLockConfiguration:VaultLockConfiguration").find(
        ({ region }) => region === vault.region,
      );
      for (const { lifecycle } of rules())
        expect(lifecycle.deleteAfter).to.be.within(
          inputsOf(lock).minRetentionDays,
          inputsOf(lock).maxRetentionDays,
        );
    }
  });

  const allowed = (): Statement[] =>
    JSON.parse(
      inputsOf(byName(graph, "aws:iam/rolePolicy:RolePolicy", "chatbot-operations-backup-policy")).policy,
    ).Statement;

  it("is made by a role that names what it reads and where it writes", () => {
    const role = byName(graph, "aws:iam/role:Role", "chatbot-operations-backup-role");
    expect(JSON.parse(inputsOf(role).assumeRolePolicy).Statement[0].Condition).to.deep.equal({
      StringEquals: { "aws:SourceAccount": "123456789012" },
    });
    const unnamed = allowed().flatMap(({ Action, Resource }) =>
      Resource.filter(
        (arn) =>
          !/^arn:aws:(dynamodb|s3|kms|backup|events):.*(chatbot|:key\/|AwsBackupManagedRule)/.test(arn),
      ).flatMap((arn) => Action.map((action) => `${action} on ${arn}`)),
    );
    expect(unnamed).to.have.members([
      "cloudwatch:GetMetricData on *",
      "events:ListRules on *",
      "s3:ListAllMyBuckets on *",
      "backup:TagResource on arn:aws:backup:*:*:recovery-point:*",
    ]);
  });

  it("is made by a role that reads through each service what the data's key encrypted", () => {
    const [table] = ofType(graph, "aws:dynamodb/table:Table", "us-east-1");
    const key = inputsOf(table).serverSideEncryption.kmsKeyArn;
    const through = (service: string) =>
      allowed()
        .filter(
          ({ Resource, Condition }) =>
            Resource.includes(key) &&
            Condition?.StringEquals?.["kms:ViaService"] === `${service}.us-east-1.amazonaws.com`,
        )
        .flatMap(({ Action }) => Action);
    expect(through("dynamodb")).to.have.members(["kms:Decrypt", "kms:GenerateDataKey"]);
    expect(through("s3")).to.deep.equal(["kms:Decrypt"]);
  });

  it("is made by a role that tags recovery points of its own account alone", () => {
    const tagging = allowed().find(({ Action }) => Action.includes("backup:TagResource"));
    expect(tagging?.Condition).to.deep.equal({ StringEquals: { "aws:ResourceAccount": "123456789012" } });
  });

  it("says so when a backup or its copy fails", () => {
    const rule = byName(graph, "aws:cloudwatch/eventRule:EventRule", "chatbot-operations-backup-failures");
    const { detail } = JSON.parse(inputsOf(rule).eventPattern);
    expect(detail.state).to.include("FAILED");
    const target = ofType(graph, "aws:cloudwatch/eventTarget:EventTarget").find(
      ({ inputs }) => inputs.rule === rule.inputs.name,
    );
    const topic = ofType(graph, "aws:sns/topic:Topic", "us-east-1").find(
      ({ outputs }) => outputs.arn === inputsOf(target).arn,
    );
    expect(topic?.inputs.name).to.equal("chatbot-warning");
    const policy = ofType(graph, "aws:sns/topicPolicy:TopicPolicy", "us-east-1").find(
      ({ inputs }) => inputs.arn === topic?.outputs.arn,
    );
    const principals = JSON.parse(inputsOf(policy).policy).Statement.map(
      (statement: { Principal: unknown }) => statement.Principal,
    );
    expect(principals).to.deep.include({ Service: "events.amazonaws.com" });
  });

  it("is the primary's alone", () => {
    expect(
      resourcesOf(graph, "sa-east-1").filter(({ type }) => type.startsWith("aws:backup/")),
    ).to.deep.equal([]);
  });

  const args: DataBackupArgs = {
    prefix: "chatbot",
    region: "us-east-1",
    peerRegion: "sa-east-1",
    tableArns: [],
    bucketArns: [],
    dataKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1",
    topicArn: "arn:aws:sns:us-east-1:123456789012:chatbot-warning",
    deadLetterArn: "arn:aws:sqs:us-east-1:123456789012:chatbot-operations-dlq",
  };
  it("refuses to keep less than its lock holds, or weekly points shorter than daily ones", () => {
    expect(() => new DataBackup("backup", { ...args, dailyRetentionDays: 6 })).to.throw(
      "backup: dailyRetentionDays is 6; accepted: 7–3650.",
    );
    expect(() => new DataBackup("backup", { ...args, weeklyRetentionDays: 20 })).to.throw(
      "backup: weeklyRetentionDays is 20; accepted: 35–3650: no less than dailyRetentionDays.",
    );
  });
});
