/** Services that watch, keep and deliver the system: X-Ray, Budgets, Backup, CloudTrail, SSM, delivery pipelines. */
import { idOf, MADE_AT, named, type TypeRule, type TypeRules } from "./rule.ts";

export const operations: TypeRules = {
  "aws:xray/samplingRule:SamplingRule": {
    naming: named("ruleName", 32),
    id: idOf("ruleName"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("xray", `sampling-rule/${id}`) }),
    unique: "region",
  },
  "aws:xray/group:Group": {
    id: (inputs, place) => place.arn("xray", `group/${inputs.groupName}/${place.token(26).toUpperCase()}`),
    outputs: (_inputs, _place, id) => ({ arn: id }),
  },
  "aws:xray/encryptionConfig:EncryptionConfig": { id: (_inputs, place) => place.region },
  "aws:budgets/budget:Budget": {
    naming: named("name", 100, { pattern: /^[^:\\]+$/ }),
    id: (inputs, place) => `${place.accountId}:${inputs.name}`,
    outputs: (inputs, place) => ({ arn: place.globalArn("budgets", `budget/${inputs.name}`) }),
    unique: "account",
  },
  "aws:backup/vault:Vault": {
    naming: named("name", 50, { pattern: /^[\w-]{2,}$/ }),
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("backup", `backup-vault:${id}`), recoveryPoints: 0 }),
    unique: "region",
  },
  "aws:backup/vaultPolicy:VaultPolicy": vaultSetting(),
  "aws:backup/vaultNotifications:VaultNotifications": vaultSetting(),
  "aws:backup/vaultLockConfiguration:VaultLockConfiguration": vaultSetting(),
  "aws:backup/plan:Plan": {
    naming: named("name", 50),
    id: (_inputs, place) => place.uuid(),
    outputs: (_inputs, place, id) => ({
      arn: place.arn("backup", `backup-plan:${id}`),
      version: place.token(48, "version"),
    }),
  },
  "aws:backup/selection:Selection": { naming: named("name", 50), id: (_inputs, place) => place.uuid() },
  "aws:cloudtrail/trail:Trail": {
    naming: named("name", 128),
    defaults: { enableLogging: true, includeGlobalServiceEvents: true, isMultiRegionTrail: false },
    id: (inputs, place) => place.arn("cloudtrail", `trail/${inputs.name}`),
    outputs: (_inputs, place, id) => ({ arn: id, homeRegion: place.region }),
    read: (id) => ({ name: id.split("/").at(-1) }),
    unique: "region",
  },
  "aws:ssm/parameter:Parameter": {
    naming: named("name", 2048),
    defaults: { tier: "Standard" },
    secret: ["value"],
    id: idOf("name"),
    outputs: (inputs, place, id) => ({
      arn: place.arn("ssm", `parameter/${id.replace(/^\//, "")}`),
      version: 1,
      ...(inputs.insecureValue !== undefined && { value: inputs.insecureValue }),
    }),
    unique: "region",
  },
  "aws:codepipeline/pipeline:Pipeline": {
    naming: named("name", 100),
    defaults: { executionMode: "SUPERSEDED", pipelineType: "V1" },
    id: idOf("name"),
    outputs: (_inputs, place, id) => ({ arn: place.arn("codepipeline", id) }),
    unique: "region",
  },
  "aws:codebuild/project:Project": {
    naming: named("name", 255),
    defaults: { buildTimeout: 60, queuedTimeout: 480 },
    id: (inputs, place) => place.arn("codebuild", `project/${inputs.name}`),
    outputs: (_inputs, _place, id) => ({ arn: id }),
    read: (id) => ({ name: id.split("/").at(-1) }),
    unique: "region",
  },
  "aws:codebuild/reportGroup:ReportGroup": {
    naming: named("name", 128),
    id: (inputs, place) => place.arn("codebuild", `report-group/${inputs.name}`),
    outputs: (_inputs, _place, id) => ({ arn: id, created: MADE_AT }),
    unique: "region",
  },
  "aws:codestarconnections/connection:Connection": connection("codestar-connections"),
  "aws:codeconnections/connection:Connection": connection("codeconnections"),
  "aws:appautoscaling/target:Target": {
    id: idOf("resourceId"),
    outputs: (_inputs, place) => ({
      arn: place.arn("application-autoscaling", `scalable-target/${place.hex(32)}`),
    }),
    unique: "region",
  },
  "aws:appautoscaling/policy:Policy": {
    naming: named("name", 255),
    defaults: { policyType: "StepScaling" },
    id: idOf("name"),
    outputs: ({ serviceNamespace, resourceId, name }, place) => ({
      arn: place.arn(
        "autoscaling",
        `scalingPolicy:${place.uuid()}:resource/${serviceNamespace}/${resourceId}:policyName/${name}`,
      ),
      alarmArns: [],
    }),
  },
  "aws:appautoscaling/scheduledAction:ScheduledAction": {
    naming: named("name", 255),
    id: idOf("name"),
    outputs: ({ serviceNamespace, resourceId, name }, place) => ({
      arn: place.arn(
        "autoscaling",
        `scheduledAction:${place.uuid()}:resource/${serviceNamespace}/${resourceId}:scheduledActionName/${name}`,
      ),
    }),
  },
};

function vaultSetting(): TypeRule {
  return {
    id: idOf("backupVaultName"),
    outputs: (_inputs, place, id) => ({ backupVaultArn: place.arn("backup", `backup-vault:${id}`) }),
  };
}

function connection(service: string): TypeRule {
  return {
    naming: named("name", 32),
    id: (_inputs, place) => place.arn(service, `connection/${place.uuid()}`),
    // A person has to allow it in the console.
    outputs: (_inputs, _place, id) => ({ arn: id, connectionStatus: "PENDING" }),
  };
}
