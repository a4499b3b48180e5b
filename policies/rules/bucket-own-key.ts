import * as z from "zod";
import { read, stackRule } from "../support/rule.ts";
import { block, flag, listOf, ownKey } from "../support/shapes.ts";

export default stackRule({
  name: "bucket-own-key",
  description: "Every bucket encrypts with a key of ours, through a bucket key.",
  why: "Whoever owns the key decides who reads; the bucket key keeps KMS from being asked, and paid, for each object.",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:s3/bucket:Bucket", z.object({}), (_bucket, resource) => {
      const rules = stack
        .referring(
          "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
          "bucket",
          resource,
        )
        .flatMap((configuration) => read(configuration, Encryption).rules);
      const ours = rules.some(
        ({ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled }) =>
          byDefault?.sseAlgorithm.startsWith("aws:kms") && byDefault.kmsMasterKeyId && bucketKeyEnabled,
      );
      if (!ours)
        report(resource, {
          what: "is not encrypted with a key of ours through a bucket key",
          mend: "Give it a BucketServerSideEncryptionConfiguration with aws:kms, the data key's kmsMasterKeyId and bucketKeyEnabled.",
        });
    });
  },
});

const Encryption = z.object({
  rules: listOf(
    z.object({
      applyServerSideEncryptionByDefault: block({ sseAlgorithm: z.string(), kmsMasterKeyId: ownKey }),
      bucketKeyEnabled: flag,
    }),
  ),
});
