import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface BackupVaultArgs {
  readonly vaultName: string;
  readonly region: string;
  /** Nobody deletes a recovery point earlier. */
  readonly minimumRetentionDays: number;
  /** No recovery point is asked to stay longer. */
  readonly maximumRetentionDays: number;
}

/**
 * Where one region's recovery points lie: encrypted with a key of its own, so that who loses or deletes the data's key
 * still has the backups, and locked, so that who takes over a role cannot delete them.
 */
export class BackupVault extends pulumi.ComponentResource {
  readonly vault: aws.backup.Vault;
  readonly arn: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: BackupVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:backup:BackupVault", name, {}, opts);
    const { vaultName, region } = args;
    const child = { parent: this };
    const kept = { parent: this, protect: true, retainOnDelete: true };
    const key = new aws.kms.Key(
      `${name}-key`,
      {
        region,
        description: `${vaultName}: recovery points`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      },
      kept,
    );
    new aws.kms.Alias(`${name}-alias`, { region, name: `alias/${vaultName}`, targetKeyId: key.keyId }, child);
    this.vault = new aws.backup.Vault(
      `${name}-vault`,
      { region, name: vaultName, kmsKeyArn: key.arn, forceDestroy: false },
      kept,
    );
    new aws.backup.VaultPolicy(
      `${name}-policy`,
      {
        region,
        backupVaultName: this.vault.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "RecoveryPointsEndByTheirLifecycleAlone",
              Effect: "Deny",
              Principal: { AWS: "*" },
              Action: [
                "backup:DeleteRecoveryPoint",
                "backup:UpdateRecoveryPointLifecycle",
                "backup:DisassociateRecoveryPoint",
              ],
              Resource: "*",
            },
          ],
        }),
      },
      child,
    );
    // Governance mode: an administrator may still lift it. Compliance mode would bind even AWS, and for ever.
    new aws.backup.VaultLockConfiguration(
      `${name}-lock`,
      {
        region,
        backupVaultName: this.vault.name,
        minRetentionDays: args.minimumRetentionDays,
        maxRetentionDays: args.maximumRetentionDays,
      },
      child,
    );
    this.arn = this.vault.arn;
    this.keyArn = key.arn;
    this.registerOutputs({ arn: this.arn, keyArn: this.keyArn });
  }
}
