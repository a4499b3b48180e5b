import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createEventNotice } from "../observability/event-notice.ts";
import { refuseUnless } from "../refuse.ts";
import { createBackupRole } from "./backup-role.ts";
import { BackupVault } from "./backup-vault.ts";

export interface DataBackupArgs {
  /** First part of every physical name. */
  readonly prefix: string;
  readonly region: string;
  /** Where each recovery point is copied to. @default nowhere */
  readonly peerRegion?: string;
  readonly tableArns: readonly pulumi.Input<string>[];
  /** Versioned buckets of the stack's own region. */
  readonly bucketArns: readonly pulumi.Input<string>[];
  /** What tables and buckets are encrypted with. */
  readonly dataKeyArn: pulumi.Input<string>;
  /** Hears of a backup or a copy that failed. */
  readonly topicArn: pulumi.Input<string>;
  /** A standard queue for what the topic did not take. */
  readonly deadLetterArn: pulumi.Input<string>;
  /** How long a daily recovery point stays. @default 35 days, as far back as point-in-time recovery goes */
  readonly dailyRetentionDays?: number;
  /**
   * How long a weekly one stays. Customers' data ends with it for good.
   * @default 90 days, as long as media lives
   */
  readonly weeklyRetentionDays?: number;
}

/**
 * Backups of what cannot be made anew, in the primary's region, each with a copy in the peer's: replication carries a
 * wrong deletion to the other region within a second, a recovery point does not.
 *
 * DynamoDB's recovery points are copied between regions only with AWS Backup's advanced features for DynamoDB, which an
 * account opened after November 2021 has.
 */
export class DataBackup extends pulumi.ComponentResource {
  readonly plan: aws.backup.Plan;
  readonly vaults: { readonly own: BackupVault; readonly peer?: BackupVault };

  constructor(name: string, args: DataBackupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:backup:DataBackup", name, {}, opts);
    const { prefix, region, peerRegion, dailyRetentionDays = 35, weeklyRetentionDays = 90 } = args;
    const whole = (days: number, least: number) => Number.isInteger(days) && days >= least && days <= 3650;
    refuseUnless(
      whole(dailyRetentionDays, minimumRetentionDays),
      `${name}: dailyRetentionDays`,
      dailyRetentionDays,
      `${minimumRetentionDays}–3650`,
    );
    refuseUnless(
      whole(weeklyRetentionDays, dailyRetentionDays),
      `${name}: weeklyRetentionDays`,
      weeklyRetentionDays,
      `${dailyRetentionDays}–3650: no less than dailyRetentionDays`,
    );
    const child = { parent: this };
    const vaultIn = (home: string) =>
      new BackupVault(
        `${name}-${home}`,
        {
          vaultName: `${prefix}-backup`,
          region: home,
          minimumRetentionDays,
          maximumRetentionDays: weeklyRetentionDays,
        },
        child,
      );
    const own = vaultIn(region);
    const peer = peerRegion ? vaultIn(peerRegion) : undefined;
    this.vaults = { own, peer };
    const vaults = [own, ...(peer ? [peer] : [])];
    const { role, policy } = createBackupRole(
      name,
      { ...args, vaultArns: vaults.map(({ arn }) => arn), vaultKeyArns: vaults.map(({ keyArn }) => keyArn) },
      child,
    );

    const rule = (ruleName: string, schedule: string, deleteAfter: number) => ({
      ruleName,
      schedule,
      // Kitchens are closed, so a restored table has no half of an evening.
      scheduleExpressionTimezone: "America/Sao_Paulo",
      targetVaultName: own.vault.name,
      startWindow: 60,
      completionWindow: 480,
      lifecycle: { deleteAfter },
      copyActions: peer && [{ destinationVaultArn: peer.arn, lifecycle: { deleteAfter } }],
    });
    this.plan = new aws.backup.Plan(
      `${name}-plan`,
      {
        name: `${prefix}-data`,
        rules: [
          rule("daily", "cron(0 4 * * ? *)", dailyRetentionDays),
          rule("weekly", "cron(30 4 ? * SUN *)", weeklyRetentionDays),
        ],
      },
      child,
    );
    new aws.backup.Selection(
      `${name}-selection`,
      {
        name: `${prefix}-data`,
        planId: this.plan.id,
        iamRoleArn: role.arn,
        resources: [...args.tableArns, ...args.bucketArns],
      },
      { ...child, dependsOn: [policy] },
    );
    this.#tellFailures(name, args);
    this.registerOutputs({ planArn: this.plan.arn, vaultArns: vaults.map(({ arn }) => arn) });
  }

  /** Backup's metrics say that something failed; its events say what, and why. */
  #tellFailures(name: string, args: DataBackupArgs): void {
    createEventNotice(
      `${name}-failures`,
      {
        ruleName: `${args.prefix}-backup-failures`,
        description: "A backup of the tables or the media, or its copy in the peer region, did not succeed.",
        pattern: {
          source: ["aws.backup"],
          "detail-type": ["Backup Job State Change", "Copy Job State Change"],
          detail: {
            state: ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"],
            $or: [{ backupVaultArn: [this.vaults.own.arn] }, { sourceBackupVaultArn: [this.vaults.own.arn] }],
          },
        },
        topicArn: args.topicArn,
        deadLetterArn: args.deadLetterArn,
      },
      { parent: this },
    );
  }
}

/** What the vault's lock holds to, whoever asks. */
const minimumRetentionDays = 7;
