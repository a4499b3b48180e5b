/** What keeps data, as several rules need it. */
import { arn, here, made, there } from "../support/resources.ts";

export const key = made("aws:kms/key:Key", "key", {
  arn: arn("kms", "key/mrk-1"),
  keyId: "mrk-1",
  region: here,
  multiRegion: true,
  enableKeyRotation: true,
  deletionWindowInDays: 30,
});

export const keyReplica = made("aws:kms/replicaKey:ReplicaKey", "key-replica", {
  arn: arn("kms", "key/mrk-1", there),
  primaryKeyArn: key.props.arn,
  region: there,
  deletionWindowInDays: 30,
});

export function table(name: string, more: Readonly<Record<string, unknown>> = {}) {
  return made(
    "aws:dynamodb/table:Table",
    name,
    {
      arn: arn("dynamodb", `table/chatbot-${name}`),
      name: `chatbot-${name}`,
      region: here,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "orderId",
      deletionProtectionEnabled: true,
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: key.props.arn },
      globalSecondaryIndexes: [
        { name: "PhoneIndex", keySchemas: [{ attributeName: "tenantPhone", keyType: "HASH" }] },
      ],
      replicas: [
        {
          regionName: there,
          kmsKeyArn: keyReplica.props.arn,
          pointInTimeRecovery: true,
          deletionProtectionEnabled: true,
        },
      ],
      tags: { backup: "daily" },
      ...more,
    },
    true,
  );
}

export const secret = made(
  "aws:secretsmanager/secret:Secret",
  "secret",
  {
    arn: arn("secretsmanager", "secret:chatbot/twilio-Ab12Cd"),
    name: "chatbot/twilio",
    region: here,
    kmsKeyId: key.props.arn,
    recoveryWindowInDays: 30,
    replicas: [{ region: there, kmsKeyId: keyReplica.props.arn }],
  },
  true,
);
