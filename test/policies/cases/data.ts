/** Tables, buckets, keys, secrets and backups. */
import { account, arn, type Cases, here, made, spoil, there } from "../support/resources.ts";

const key = made("aws:kms/key:Key", "key", {
  arn: arn("kms", "key/mrk-1"),
  keyId: "mrk-1",
  region: here,
  multiRegion: true,
  enableKeyRotation: true,
  deletionWindowInDays: 30,
});
const keyReplica = made("aws:kms/replicaKey:ReplicaKey", "key-replica", {
  arn: arn("kms", "key/mrk-1", there),
  primaryKeyArn: key.props.arn,
  region: there,
  deletionWindowInDays: 30,
});

function table(name: string, more: Readonly<Record<string, unknown>> = {}) {
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

const secret = made(
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

const bucketName = (region: string) => `chatbot-media-${account}-${region}`;
const bucketArn = (region: string) => `arn:aws:s3:::${bucketName(region)}`;

/** One region's bucket and all its settings, each named after what it sets. */
function bucket(region: string, peer: string) {
  const named = { bucket: bucketName(region), region };
  const of = (what: string) => `${region}-${what}`;
  return [
    made("aws:s3/bucket:Bucket", of("bucket"), { ...named, arn: bucketArn(region) }, true),
    made("aws:s3/bucketVersioning:BucketVersioning", of("versioning"), {
      ...named,
      versioningConfiguration: { status: "Enabled" },
    }),
    made(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      of("encryption"),
      {
        ...named,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "a-key" },
            bucketKeyEnabled: true,
          },
        ],
      },
    ),
    made("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", of("access"), {
      ...named,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    made("aws:s3/bucketPolicy:BucketPolicy", of("policy"), {
      ...named,
      policy: JSON.stringify({
        Statement: {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [bucketArn(region), `${bucketArn(region)}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      }),
    }),
    made("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", of("lifecycle"), {
      ...named,
      rules: [
        {
          status: "Enabled",
          expiration: { days: 90 },
          noncurrentVersionExpiration: { noncurrentDays: 90 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    }),
    made("aws:s3/bucketReplicationConfig:BucketReplicationConfig", of("replication"), {
      ...named,
      rules: [
        {
          status: "Enabled",
          destination: {
            bucket: bucketArn(peer),
            metrics: { status: "Enabled" },
            encryptionConfiguration: { replicaKmsKeyId: "the-other-key" },
          },
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
        },
      ],
    }),
  ];
}
const buckets = [...bucket(here, there), ...bucket(there, here)];
const plain = made("aws:s3/bucket:Bucket", "used", {
  bucket: "used-by-a-function",
  arn: "arn:aws:s3:::used",
});
const user = made("aws:lambda/function:Function", "user", {
  environment: { variables: { BUCKET: "another" } },
});

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

export const data: Cases = {
  "table-own-key": {
    good: [table("orders")],
    bad: [
      spoil("a table with AWS's key", "orders", "serverSideEncryption.kmsKeyArn", undefined, /key of ours/),
      spoil("a replica with AWS's key", "orders", "replicas.0.kmsKeyArn", undefined, /replica in sa-east-1/),
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
    bad: [spoil("a vault with AWS's key", "vault", "kmsKeyArn", undefined, /key of ours/)],
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
  "bucket-own-key": {
    good: buckets,
    bad: [
      spoil(
        "S3's key",
        "sa-east-1-encryption",
        "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm",
        "AES256",
        /"sa-east-1-bucket" is not encrypted/,
      ),
      spoil("no bucket key", "us-east-1-encryption", "rules.0.bucketKeyEnabled", false, /bucket key/),
    ],
  },
  "bucket-not-public": {
    good: buckets,
    bad: [
      spoil("one open way", "us-east-1-access", "restrictPublicBuckets", false, /set restrictPublicBuckets/),
      spoil("another bucket's block", "us-east-1-access", "bucket", "another", /no public access block/),
    ],
  },
  "bucket-tls-only": {
    good: buckets,
    bad: [
      spoil("no denial", "us-east-1-policy", "policy", '{"Statement":[]}', /without TLS/),
      spoil(
        "a denial on the bucket alone",
        "us-east-1-policy",
        "policy",
        JSON.stringify({
          Statement: {
            Effect: "Deny",
            Principal: "*",
            Action: "s3:*",
            Resource: bucketArn(here),
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        }),
        /without TLS/,
      ),
    ],
  },
  "bucket-versioned": {
    good: buckets,
    bad: [
      spoil(
        "suspended versions",
        "us-east-1-versioning",
        "versioningConfiguration.status",
        "Suspended",
        /"us-east-1-bucket" does not keep versions/,
      ),
    ],
  },
  "bucket-lifecycle": {
    good: buckets,
    bad: [
      spoil(
        "objects without an end",
        "us-east-1-lifecycle",
        "rules.0.expiration",
        undefined,
        /keeps objects/,
      ),
      spoil("a rule that is off", "us-east-1-lifecycle", "rules.0.status", "Disabled", /old versions, unfin/),
    ],
  },
  "bucket-replicated": {
    good: [...buckets, plain, user],
    bad: [
      spoil("a way out only", "sa-east-1-replication", "rules.0.status", "Disabled", /replicates back/),
      spoil(
        "lag that nobody measures",
        "us-east-1-replication",
        "rules.0.destination.metrics",
        undefined,
        /replication metrics/,
      ),
      spoil(
        "deletions that stay behind",
        "us-east-1-replication",
        "rules.0.deleteMarkerReplication.status",
        "Disabled",
        /missing: deletions/,
      ),
      spoil(
        "a bucket that a function uses",
        "user",
        "environment.variables.BUCKET",
        "used-by-a-function",
        /"used"/,
      ),
    ],
  },
  "bucket-twins-alike": {
    good: buckets,
    bad: [
      spoil(
        "one side that keeps longer",
        "sa-east-1-lifecycle",
        "rules.0.expiration.days",
        365,
        /other lifecycle rules than "us-east-1-bucket"/,
      ),
    ],
  },
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
  "stream-own-key": {
    good: [
      made("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "stream", {
        serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: key.props.arn },
        extendedS3Configuration: { bucketArn: bucketArn(here), kmsKeyArn: key.props.arn },
      }),
    ],
    bad: [
      spoil("Firehose's key", "stream", "serverSideEncryption.keyArn", undefined, /is not encrypted/),
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
      spoil("answers in clear", "questions", "configuration.resultConfiguration", undefined, /keeps answers/),
    ],
  },
  "secret-value-outside-state": {
    good: [made("aws:secretsmanager/secretVersion:SecretVersion", "value", { secretStringWo: "x" })],
    bad: [spoil("a value in the program", "value", "secretString", "x", /program's state/)],
  },
};
