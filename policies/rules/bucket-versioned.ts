import * as z from "zod";
import { read, stackRule } from "../support/rule.ts";
import { block, text } from "../support/shapes.ts";

export default stackRule({
  name: "bucket-versioned",
  description: "Every bucket keeps the versions of its objects.",
  why: "An overwritten or deleted object is gone otherwise, and replication needs versions on both ends.",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:s3/bucket:Bucket", z.object({}), (_bucket, resource) => {
      const versioned = stack
        .referring("aws:s3/bucketVersioning:BucketVersioning", "bucket", resource)
        .some(
          (versioning) =>
            read(versioning, z.object({ versioningConfiguration: block({ status: text }) }))
              .versioningConfiguration?.status === "Enabled",
        );
      if (!versioned)
        report(resource, {
          what: "does not keep versions",
          mend: 'Give it a BucketVersioning with status "Enabled".',
        });
    });
  },
});
