import * as z from "zod";
import { read, stackRule } from "../support/rule.ts";
import { block, count, listOf, text } from "../support/shapes.ts";

export default stackRule({
  name: "bucket-lifecycle",
  description: "Every bucket ends its objects, their old versions and unfinished uploads by itself.",
  why: "What customers sent may not be kept for ever (LGPD), and in a versioned bucket nothing that is deleted stops costing.",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:s3/bucket:Bucket", z.object({}), (_bucket, resource) => {
      const rules = stack
        .referring("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "bucket", resource)
        .flatMap((configuration) => read(configuration, Lifecycle).rules)
        .filter(({ status }) => status === "Enabled");
      const ends = {
        objects: rules.some(({ expiration }) => expiration?.days),
        "old versions": rules.some((rule) => rule.noncurrentVersionExpiration?.noncurrentDays),
        "unfinished uploads": rules.some((rule) => rule.abortIncompleteMultipartUpload?.daysAfterInitiation),
      };
      const kept = Object.entries(ends).filter(([, ended]) => !ended);
      if (kept.length)
        report(resource, {
          what: `keeps ${kept.map(([name]) => name).join(", ")} for ever`,
          mend: "Give it a BucketLifecycleConfiguration with expiration, noncurrentVersionExpiration and abortIncompleteMultipartUpload.",
        });
    });
  },
});

const Lifecycle = z.object({
  rules: listOf(
    z.object({
      status: text,
      expiration: block({ days: count }),
      noncurrentVersionExpiration: block({ noncurrentDays: count }),
      abortIncompleteMultipartUpload: block({ daysAfterInitiation: count }),
    }),
  ),
});
