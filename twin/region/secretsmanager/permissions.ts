/** What IAM must allow for a call: the action on the secret, and on its key what Secrets Manager does in the caller's name. */
import type { AwsCall, Permission } from "../aws-service.ts";
import type { SecretDefinition } from "./graph-secrets.ts";
import { inputOf } from "./input.ts";

export interface PermissionArgs {
  readonly region: string;
  readonly accountId: string;
  find(secretId: string): SecretDefinition | undefined;
}

const keyActions: Readonly<Record<string, readonly string[]>> = {
  GetSecretValue: ["kms:Decrypt"],
  PutSecretValue: ["kms:GenerateDataKey", "kms:Decrypt"],
};

export function permissionsFor(call: AwsCall, { region, accountId, find }: PermissionArgs): Permission[] {
  const { SecretId = "", VersionId, VersionStage } = inputOf(call);
  const secret = find(SecretId);
  const unknown = SecretId.startsWith("arn:")
    ? SecretId
    : `arn:aws:secretsmanager:${region}:${accountId}:secret:${SecretId}`;
  const tags = Object.entries(secret?.tags ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  const onSecret: Permission = {
    action: `secretsmanager:${call.action}`,
    resource: secret?.arn ?? unknown,
    context: {
      "secretsmanager:SecretId": secret?.arn ?? SecretId,
      ...(VersionId && { "secretsmanager:VersionId": VersionId }),
      ...(VersionStage && { "secretsmanager:VersionStage": VersionStage }),
      ...Object.fromEntries(tags),
    },
  };
  const key = secret?.kmsKeyArn;
  if (!key) return [onSecret];
  const context = {
    "kms:ViaService": `secretsmanager.${region}.amazonaws.com`,
    "kms:CallerAccount": accountId,
    "kms:EncryptionContext:SecretARN": secret.arn,
  };
  return [onSecret, ...(keyActions[call.action] ?? []).map((action) => ({ action, resource: key, context }))];
}
