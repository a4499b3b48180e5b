import * as z from "zod";
import { functionType } from "../support/functions.ts";
import { type Resource, read, stackRule } from "../support/rule.ts";
import { block, listOf, reference, text, variables } from "../support/shapes.ts";
import { regionOf, type Stack } from "../support/stack.ts";
import { whenKnown } from "../support/unknown.ts";

const bucketType = "aws:s3/bucket:Bucket";

export default stackRule({
  name: "bucket-replicated",
  description:
    "Every bucket that functions use replicates to another region, and that bucket replicates back.",
  why: "The survivor of a failover reads and writes media at once; what it writes must come back, and a lag must show.",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
  level: "mandatory",
  productionOnly: true,
  check(stack, report) {
    stack.each(bucketType, z.object({}), (_bucket, bucket) => {
      const rules = replicationRules(stack, bucket);
      if (!rules.length && !isUsed(stack, bucket)) return;
      const missing = new Set<string>();
      const targets = stack
        .ofType(bucketType)
        .filter((other) => rules.some((rule) => rule.destination.bucket === arnOf(other)));
      if (!targets.some((target) => regionOf(target) !== regionOf(bucket)))
        missing.add("a rule to a bucket in another region");
      if (targets.some((target) => !returns(stack, target, bucket)))
        missing.add("a rule that replicates back");
      for (const rule of rules) {
        if (rule.destination.metrics?.status !== "Enabled") missing.add("replication metrics");
        if (rule.deleteMarkerReplication?.status !== "Enabled") missing.add("deletions");
        if (rule.sourceSelectionCriteria?.sseKmsEncryptedObjects?.status !== "Enabled")
          missing.add("encrypted objects");
        if (!rule.destination.encryptionConfiguration?.replicaKmsKeyId)
          missing.add("the key of the other region");
      }
      if (missing.size)
        report(bucket, {
          what: `is not wholly replicated; missing: ${[...missing].join(", ")}`,
          mend: "Give both buckets a BucketReplicationConfig that names the other, with its replicaKmsKeyId, metrics, sseKmsEncryptedObjects and deleteMarkerReplication.",
        });
    });
  },
});

const Environment = z.object({ environment: block({ variables }) });
const Status = block({ status: text });
const Replication = z.object({
  rules: listOf(
    z.object({
      status: text,
      destination: z.object({
        bucket: z.string(),
        encryptionConfiguration: block({ replicaKmsKeyId: reference }),
        metrics: Status,
      }),
      deleteMarkerReplication: Status,
      sourceSelectionCriteria: block({ sseKmsEncryptedObjects: Status }),
    }),
  ),
});

/** An archive that only a service writes is a region's own, as its logs are. */
function isUsed(stack: Stack, bucket: Resource): boolean {
  const name = whenKnown(() => read(bucket, z.object({ bucket: text })).bucket);
  return stack.ofType(functionType).some((fn) => {
    const variables = whenKnown(() => Object.values(read(fn, Environment).environment?.variables ?? {}));
    return variables && name
      ? variables.includes(name)
      : (fn.propertyDependencies?.environment?.some(({ urn }) => urn === bucket.urn) ?? false);
  });
}

function replicationRules(stack: Stack, bucket: Resource) {
  return stack
    .referring("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "bucket", bucket)
    .flatMap((configuration) => read(configuration, Replication).rules)
    .filter(({ status }) => status === "Enabled");
}

function returns(stack: Stack, from: Resource, to: Resource): boolean {
  return replicationRules(stack, from).some(({ destination }) => destination.bucket === arnOf(to));
}

function arnOf(bucket: Resource): string {
  return read(bucket, z.object({ arn: z.string() })).arn;
}
