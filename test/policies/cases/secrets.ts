/** Keys, secrets and what else encrypts. */
import { awsAlias, type Cases, here, made, spoil } from "../support/resources.ts";
import { key, keyReplica, secret, table } from "./kept.ts";

export const secrets: Cases = {
  "key-rotates": {
    good: [key, keyReplica],
    bad: [
      spoil("a key that never changes", "key", "enableKeyRotation", false, /does not rotate/),
      spoil("a replica that is gone in a week", "key-replica", "deletionWindowInDays", 7, /7 days/),
    ],
  },
  "key-replicated": {
    good: [key, keyReplica, table("orders")],
    bad: [
      spoil("a key of one region", "key", "multiRegion", false, /encrypts what both regions keep/),
      spoil("a replica at home", "key-replica", "region", here, /no replica in another region/),
    ],
  },
  "secret-own-key": {
    good: [secret],
    bad: [
      spoil("AWS's key", "secret", "kmsKeyId", "alias/aws/secretsmanager", /its own region/),
      spoil("a replica with AWS's key", "secret", "replicas.0.kmsKeyId", undefined, /sa-east-1/),
      spoil("AWS's alias there", "secret", "replicas.0.kmsKeyId", awsAlias("secretsmanager"), /sa-east-1/),
    ],
  },
  "secret-replicated": {
    good: [secret],
    bad: [spoil("a secret of one region", "secret", "replicas", undefined, /has no replica/)],
  },
  "secret-recoverable": {
    good: [secret],
    bad: [spoil("a secret that is gone at once", "secret", "recoveryWindowInDays", 0, /0 days/)],
  },
  "secret-rotated": {
    good: [
      secret,
      made("aws:secretsmanager/secretRotation:SecretRotation", "rotation", {
        secretId: secret.props.arn,
        rotationRules: { automaticallyAfterDays: 90 },
      }),
    ],
    bad: [
      spoil("a slow rotation", "rotation", "rotationRules.automaticallyAfterDays", 180, /every 180 days/),
      spoil(
        "a slow rate",
        "rotation",
        "rotationRules",
        { scheduleExpression: "rate(91 days)" },
        /every 91 days/,
      ),
      spoil("another secret's rotation", "rotation", "secretId", "another", /does not rotate/),
    ],
  },
  "log-group-own-key": {
    good: [
      made("aws:cloudwatch/logGroup:LogGroup", "lines", {
        name: "/aws/lambda/chatbot-OrderService",
        kmsKeyId: key.props.arn,
      }),
    ],
    bad: [
      spoil("lines with AWS's key", "lines", "kmsKeyId", undefined, /key of ours/),
      spoil("AWS's alias", "lines", "kmsKeyId", awsAlias("logs"), /key of ours/),
    ],
  },
  "stream-own-key": {
    good: [
      made("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "stream", {
        serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: key.props.arn },
        extendedS3Configuration: { bucketArn: "arn:aws:s3:::chatbot-logs", kmsKeyArn: key.props.arn },
      }),
    ],
    bad: [
      spoil("Firehose's key", "stream", "serverSideEncryption.keyArn", undefined, /is not encrypted/),
      spoil("AWS's alias", "stream", "serverSideEncryption.keyArn", awsAlias("kinesis"), /is not encrypted/),
      spoil("S3's alias", "stream", "extendedS3Configuration.kmsKeyArn", awsAlias("s3"), /delivers objects/),
      spoil(
        "objects with S3's key",
        "stream",
        "extendedS3Configuration.kmsKeyArn",
        undefined,
        /delivers objects/,
      ),
    ],
  },
  "query-results-own-key": {
    good: [
      made("aws:athena/workgroup:Workgroup", "questions", {
        configuration: {
          enforceWorkgroupConfiguration: true,
          resultConfiguration: {
            encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: key.props.arn },
          },
        },
      }),
    ],
    bad: [
      spoil(
        "a free choice",
        "questions",
        "configuration.enforceWorkgroupConfiguration",
        false,
        /whoever asks/,
      ),
      spoil(
        "answers with S3's key",
        "questions",
        "configuration.resultConfiguration.encryptionConfiguration.kmsKeyArn",
        awsAlias("s3"),
        /keeps answers/,
      ),
      spoil("answers in clear", "questions", "configuration.resultConfiguration", undefined, /keeps answers/),
    ],
  },
  "secret-value-outside-state": {
    good: [made("aws:secretsmanager/secretVersion:SecretVersion", "value", { secretStringWo: "x" })],
    bad: [spoil("a value in the program", "value", "secretString", "x", /program's state/)],
  },
};
