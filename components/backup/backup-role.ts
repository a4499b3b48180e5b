/** What AWS Backup may do: its own managed policies, narrowed to what this plan backs up. */
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../arns.ts";
import { createServiceRole, type ServiceRole } from "../service-role.ts";

export interface BackupRoleArgs {
  readonly prefix: string;
  readonly region: string;
  readonly tableArns: readonly pulumi.Input<string>[];
  readonly bucketArns: readonly pulumi.Input<string>[];
  readonly dataKeyArn: pulumi.Input<string>;
  readonly vaultArns: readonly pulumi.Input<string>[];
  readonly vaultKeyArns: readonly pulumi.Input<string>[];
}

export function createBackupRole(
  name: string,
  args: BackupRoleArgs,
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  return createServiceRole(
    { role: `${name}-role`, policy: `${name}-policy` },
    {
      description: `Backs up ${args.prefix}'s tables and media.`,
      service: "backup.amazonaws.com",
      condition: { StringEquals: { "aws:SourceAccount": accountOf(args.dataKeyArn) } },
      statements: [...tables(args), ...buckets(args), ...vaults(args), ...wholeAccount(args)],
    },
    opts,
  );
}

function tables({ tableArns, dataKeyArn, region }: BackupRoleArgs): object[] {
  return [
    {
      Effect: "Allow",
      Action: ["dynamodb:DescribeTable", "dynamodb:ListTagsOfResource", "dynamodb:StartAwsBackupJob"],
      Resource: tableArns,
    },
    {
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [dataKeyArn],
      Condition: { StringEquals: { "kms:ViaService": `dynamodb.${region}.amazonaws.com` } },
    },
    { Effect: "Allow", Action: ["kms:DescribeKey"], Resource: [dataKeyArn] },
  ];
}

function buckets({ bucketArns, region, dataKeyArn }: BackupRoleArgs): object[] {
  return [
    {
      Effect: "Allow",
      Action: [
        "s3:GetBucketAcl",
        "s3:GetBucketLocation",
        "s3:GetBucketNotification",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetInventoryConfiguration",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:PutBucketNotification",
        "s3:PutInventoryConfiguration",
      ],
      Resource: bucketArns,
    },
    {
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        "s3:GetObjectAcl",
        "s3:GetObjectTagging",
        "s3:GetObjectVersion",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
      ],
      Resource: bucketArns.map((arn) => pulumi.interpolate`${arn}/*`),
    },
    {
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: [dataKeyArn],
      Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
    },
    // Backup follows a bucket's changes by a rule that it makes and names itself.
    {
      Effect: "Allow",
      Action: [
        "events:DeleteRule",
        "events:DescribeRule",
        "events:DisableRule",
        "events:EnableRule",
        "events:ListTargetsByRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
      ],
      Resource: [
        pulumi.interpolate`arn:aws:events:${region}:${accountOf(dataKeyArn)}:rule/AwsBackupManagedRule*`,
      ],
    },
  ];
}

function vaults({ vaultArns, vaultKeyArns }: BackupRoleArgs): object[] {
  return [
    {
      Effect: "Allow",
      Action: ["backup:CopyFromBackupVault", "backup:CopyIntoBackupVault", "backup:DescribeBackupVault"],
      Resource: vaultArns,
    },
    {
      Effect: "Allow",
      Action: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      Resource: vaultKeyArns,
    },
    {
      Effect: "Allow",
      Action: ["kms:CreateGrant"],
      Resource: vaultKeyArns,
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    },
  ];
}

/** What AWS takes no narrower than this: policies/exemptions.yaml says why for each. */
function wholeAccount({ dataKeyArn }: BackupRoleArgs): object[] {
  return [
    {
      Effect: "Allow",
      Action: ["cloudwatch:GetMetricData", "events:ListRules", "s3:ListAllMyBuckets"],
      Resource: ["*"],
    },
    // A recovery point has its source's tags, and an id that AWS draws.
    {
      Effect: "Allow",
      Action: ["backup:TagResource"],
      Resource: ["arn:aws:backup:*:*:recovery-point:*"],
      Condition: { StringEquals: { "aws:ResourceAccount": accountOf(dataKeyArn) } },
    },
  ];
}
