import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { ownKey } from "../support/shapes.ts";

export default resourceRule({
  name: "log-group-own-key",
  description: "Every log group is encrypted with a key of ours.",
  why: "Lines tell which customer ordered what and when; whoever owns the key decides who reads them, and can take that away at once.",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  level: "mandatory",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  props: z.object({ kmsKeyId: ownKey }),
  check({ kmsKeyId }, report) {
    if (!kmsKeyId)
      report({
        what: "is not encrypted with a key of ours",
        mend: "Set kmsKeyId to the ARN of a key whose policy lets logs.<region>.amazonaws.com use it, or make the group below the region's telemetry key.",
      });
  },
});
