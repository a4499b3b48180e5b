import * as z from "zod";
import { refusesPlainHttp, statementsOf } from "../support/policy-document.ts";
import { read, stackRule } from "../support/rule.ts";
import { text } from "../support/shapes.ts";
import { whenKnown } from "../support/unknown.ts";

export default stackRule({
  name: "bucket-tls-only",
  description: "Every bucket refuses requests without TLS, for itself and for its objects.",
  why: "S3 answers plain HTTP too, and then media and signatures travel in clear.",
  source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
  level: "mandatory",
  check(stack, report) {
    stack.each("aws:s3/bucket:Bucket", z.object({}), (_bucket, resource) => {
      const statements = stack
        .referring("aws:s3/bucketPolicy:BucketPolicy", "bucket", resource)
        .flatMap((policy) => statementsOf(read(policy, z.object({ policy: text })).policy));
      const refused = statements
        .filter((statement) => refusesPlainHttp(statement) && statement.actions.includes("s3:*"))
        .flatMap(({ resources }) => resources);
      const arn = whenKnown(() => read(resource, z.object({ arn: z.string() })).arn);
      const both = arn ? [arn, `${arn}/*`].every((own) => refused.includes(own)) : refused.length > 0;
      if (!both)
        report(resource, {
          what: "answers requests without TLS",
          mend: "Give it a policy that denies s3:* to everybody, on the bucket and on its objects, where aws:SecureTransport is false.",
        });
    });
  },
});
