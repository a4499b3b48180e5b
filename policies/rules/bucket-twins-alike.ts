import * as z from "zod";
import { type Resource, read, stackRule } from "../support/rule.ts";
import { listOf } from "../support/shapes.ts";
import type { Stack } from "../support/stack.ts";

export default stackRule({
  name: "bucket-twins-alike",
  description: "Buckets that replicate to each other end their objects after the same time.",
  why: "Deletions by lifecycle do not replicate: the side that keeps longer still has what the other has ended.",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html",
  level: "mandatory",
  check(stack, report) {
    const compared = new Set<Resource>();
    stack.each("aws:s3/bucketReplicationConfig:BucketReplicationConfig", Replication, ({ rules }, from) => {
      const bucket = stack.referred(from, "bucket", bucketType);
      if (!bucket) return;
      for (const other of stack.ofType(bucketType)) {
        const replica = rules.some(({ destination }) => destination.bucket === read(other, Arn).arn);
        if (!replica || compared.has(other)) continue;
        compared.add(bucket);
        if (lifecycleOf(stack, bucket) !== lifecycleOf(stack, other))
          report(other, {
            what: `has other lifecycle rules than "${bucket.name}", which replicates to it`,
            mend: "Give both the same BucketLifecycleConfiguration.",
          });
      }
    });
  },
});

const bucketType = "aws:s3/bucket:Bucket";
const Arn = z.object({ arn: z.string() });
const Replication = z.object({
  rules: listOf(z.object({ destination: z.object({ bucket: z.string() }) })),
});

function lifecycleOf(stack: Stack, bucket: Resource): string {
  const rules = stack
    .referring("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "bucket", bucket)
    .flatMap((lifecycle) => read(lifecycle, z.object({ rules: listOf(z.unknown()) })).rules);
  return JSON.stringify(rules);
}
