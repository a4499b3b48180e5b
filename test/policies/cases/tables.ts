/** Tables and their backups. */
import { arn, awsAlias, type Cases, here, made, spoil, there } from "../support/resources.ts";
import { key, secret, table } from "./kept.ts";

const plan = made("aws:backup/plan:Plan", "plan", {
  arn: arn("backup", "backup-plan:1"),
  region: here,
  rules: [
    { ruleName: "daily", copyActions: [{ destinationVaultArn: arn("backup", "backup-vault:v", there) }] },
  ],
});

const selection = made("aws:backup/selection:Selection", "selection", {
  planId: "plan",
  resources: [],
  selectionTags: [{ type: "STRINGEQUALS", key: "backup", value: "daily" }],
});

const vault = made("aws:backup/vault:Vault", "vault", { name: "v", kmsKeyArn: key.props.arn }, true);

export const tables: Cases = {
  "table-own-key": {
    good: [table("orders")],
    bad: [
      spoil("a table with AWS's key", "orders", "serverSideEncryption.kmsKeyArn", undefined, /key of ours/),
      spoil("a replica with AWS's key", "orders", "replicas.0.kmsKeyArn", undefined, /replica in sa-east-1/),
      spoil("AWS's alias", "orders", "serverSideEncryption.kmsKeyArn", awsAlias("dynamodb"), /key of ours/),
      spoil("a replica with it", "orders", "replicas.0.kmsKeyArn", awsAlias("dynamodb"), /replica in sa-/),
    ],
  },
  "table-point-in-time-recovery": {
    good: [table("orders")],
    bad: [
      spoil("a table without recovery", "orders", "pointInTimeRecovery", undefined, /no point-in-time/),
      spoil("a replica without", "orders", "replicas.0.pointInTimeRecovery", false, /replica in sa-east-1/),
    ],
  },
  "table-deletion-protection": {
    good: [table("orders")],
    bad: [
      spoil("a table that anybody deletes", "orders", "deletionProtectionEnabled", false, /no deletion/),
      spoil(
        "such a replica",
        "orders",
        "replicas.0.deletionProtectionEnabled",
        false,
        /replica in sa-east-1/,
      ),
    ],
  },
  "table-on-demand": {
    good: [table("orders")],
    bad: [spoil("provisioned capacity", "orders", "billingMode", undefined, /PROVISIONED/)],
  },
  "table-index-tenant-first": {
    good: [table("orders")],
    bad: [
      spoil(
        "the plan's index on the phone number",
        "orders",
        "globalSecondaryIndexes.0.keySchemas.0.attributeName",
        "phoneNumber",
        /partitioned by phoneNumber.*tenantPhoneNumber/,
      ),
    ],
  },
  "table-replicated": {
    good: [table("orders"), table("payments")],
    bad: [
      spoil("a table that stayed behind", "payments", "replicas", [], /no replica in sa-east-1/),
      spoil("a replica elsewhere", "payments", "replicas.0.regionName", "us-west-2", /no replica in/),
      spoil("a replica at home", "payments", "replicas.0.regionName", here, /no replica in sa-east-1/),
    ],
  },
  "table-backed-up": {
    good: [table("orders"), plan, selection],
    bad: [
      spoil("a table without the tag", "orders", "tags", {}, /in no backup plan/),
      spoil("a selection of something else", "selection", "selectionTags", [], /in no backup plan/),
    ],
  },
  "backup-vault-own-key": {
    good: [vault],
    bad: [
      spoil("a vault with AWS's key", "vault", "kmsKeyArn", undefined, /key of ours/),
      spoil("AWS's alias", "vault", "kmsKeyArn", awsAlias("backup"), /key of ours/),
    ],
  },
  "backup-leaves-region": {
    good: [plan],
    bad: [
      spoil("no copy", "plan", "rules.0.copyActions", [], /daily in us-east-1 only/),
      spoil(
        "a copy at home",
        "plan",
        "rules.0.copyActions.0.destinationVaultArn",
        arn("backup", "backup-vault:other"),
        /daily in us-east-1 only/,
      ),
    ],
  },
  "stateful-protected": {
    good: [table("orders"), secret, vault],
    bad: [
      spoil("a table", "orders", "protect", false, /Table "orders" is not protected/),
      spoil("a secret", "secret", "protect", false, /Secret "secret" is not protected/),
    ],
  },
};
