import * as z from "zod";
import { read, stackRule } from "../support/rule.ts";
import { flag } from "../support/shapes.ts";

const PublicAccess = z.object({
  blockPublicAcls: flag,
  blockPublicPolicy: flag,
  ignorePublicAcls: flag,
  restrictPublicBuckets: flag,
});

export default stackRule({
  name: "bucket-not-public",
  description: "Every bucket blocks public access in all four ways.",
  why: "One wrong grant publishes what customers sent; with the block, no grant can.",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:s3/bucket:Bucket", z.object({}), (_bucket, resource) => {
      const [access] = stack.referring(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "bucket",
        resource,
      );
      const blocks = access ? Object.entries(read(access, PublicAccess)) : [];
      const open = blocks.filter(([, on]) => !on).map(([name]) => name);
      if (!access || open.length)
        report(resource, {
          what: access ? `does not set ${open.join(", ")}` : "has no public access block",
          mend: "Give it a BucketPublicAccessBlock with all four settings true.",
        });
    });
  },
});
