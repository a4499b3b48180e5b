/** Secrets Manager, as a rotation uses it: versions of a secret and their labels. */
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { SecretVersions } from "../operations/rotate.ts";
import { patience } from "./patience.ts";

export function openSecretVersions(): SecretVersions {
  const client = new SecretsManagerClient({ maxAttempts: 3, requestHandler: patience(1_000, 5_000) });
  return {
    async describe(secretId) {
      const { VersionIdsToStages = {}, ReplicationStatus = [] } = await client.send(
        new DescribeSecretCommand({ SecretId: secretId }),
      );
      return {
        labels: VersionIdsToStages,
        inSync: ReplicationStatus.every(({ Status }) => Status === "InSync"),
      };
    },
    async read(secretId, at) {
      try {
        const { SecretString, VersionId = "" } = await client.send(
          new GetSecretValueCommand({ SecretId: secretId, VersionId: at.version, VersionStage: at.label }),
        );
        return SecretString === undefined ? undefined : { version: VersionId, text: SecretString };
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    },
    async put(secretId, { version, text, label }) {
      await client.send(
        new PutSecretValueCommand({
          SecretId: secretId,
          ClientRequestToken: version,
          SecretString: text,
          VersionStages: [label],
        }),
      );
    },
    async makeCurrent(secretId, version, insteadOf) {
      await client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: secretId,
          VersionStage: "AWSCURRENT",
          MoveToVersionId: version,
          RemoveFromVersionId: insteadOf,
        }),
      );
    },
  };
}
