import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuseUnless } from "../refuse.ts";

export interface PrivateBucketArgs {
  readonly bucketName: pulumi.Input<string>;
  /** The key of the bucket's region. */
  readonly keyArn: pulumi.Input<string>;
  /** @default the stack's own region */
  readonly region?: string;
  /** Objects end then, and what replaced or deleted ones leave behind ends as many days later. @default 90 */
  readonly expireAfterDays?: number;
  /** Objects move then to storage that is cheap to keep and dear to read, at once all the same. @default they never move */
  readonly glacierAfterDays?: number;
  /** What its policy says beside that TLS is a must. @default nothing */
  readonly statements?: (bucketArn: pulumi.Output<string>) => readonly object[];
}

/** A bucket that nobody but the account's roles reads: versioned, encrypted with our key, reachable by TLS only. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;
  readonly versioning: aws.s3.BucketVersioning;
  readonly policy: aws.s3.BucketPolicy;
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("chatbot:data:PrivateBucket", name, {}, opts);
    const { region, expireAfterDays = 90, glacierAfterDays } = args;
    refuseUnless(
      Number.isInteger(expireAfterDays) && expireAfterDays >= 1,
      `${name}: expireAfterDays`,
      expireAfterDays,
      "a whole number of days, 1 or more",
    );
    refuseUnless(
      glacierAfterDays === undefined ||
        (Number.isInteger(glacierAfterDays) &&
          glacierAfterDays >= 0 &&
          glacierAfterDays + 90 <= expireAfterDays),
      `${name}: glacierAfterDays`,
      glacierAfterDays,
      "a whole number of days, at least 90 before expireAfterDays, which are paid for in any case",
    );
    this.bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { region, bucket: args.bucketName },
      { parent: this, protect: true, retainOnDelete: true },
    );
    this.bucketName = this.bucket.bucket;
    this.arn = this.bucket.arn;
    const of = { region, bucket: this.bucketName };
    const child = { parent: this };

    this.versioning = new aws.s3.BucketVersioning(
      `${name}-versioning`,
      { ...of, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        ...of,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
            // One data key for many objects: a hundredth of the calls to KMS.
            bucketKeyEnabled: true,
          },
        ],
      },
      child,
    );
    const access = new aws.s3.BucketPublicAccessBlock(
      `${name}-access`,
      {
        ...of,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    this.policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        ...of,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "TlsOnly",
              Effect: "Deny",
              Principal: "*",
              Action: "s3:*",
              Resource: [this.arn, pulumi.interpolate`${this.arn}/*`],
              Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
            ...(args.statements?.(this.arn) ?? []),
          ],
        }),
      },
      // S3 refuses two changes of a bucket's access at once.
      { ...child, dependsOn: [access] },
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        ...of,
        rules: [
          {
            id: "end",
            status: "Enabled",
            filter: { prefix: "" },
            expiration: { days: expireAfterDays },
            ...(glacierAfterDays !== undefined && {
              transitions: [{ days: glacierAfterDays, storageClass: "GLACIER_IR" }],
            }),
            noncurrentVersionExpiration: { noncurrentDays: expireAfterDays },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      { ...child, dependsOn: [this.versioning] },
    );
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
  }
}
