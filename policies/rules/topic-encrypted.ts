import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { ownKey } from "../support/shapes.ts";

export default resourceRule({
  name: "topic-encrypted",
  description: "Every topic encrypts its messages with a key of ours.",
  why: "SNS keeps a message on disk until it is delivered, and CloudWatch cannot publish with the account's default key.",
  source: "https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
  level: "mandatory",
  types: ["aws:sns/topic:Topic"],
  props: z.object({ kmsMasterKeyId: ownKey }),
  check({ kmsMasterKeyId }, report) {
    if (!kmsMasterKeyId)
      report({
        what: "is not encrypted with a key of ours",
        mend: "Set kmsMasterKeyId to a key whose policy lets its publishers (cloudwatch.amazonaws.com, budgets.amazonaws.com) decrypt and generate data keys.",
      });
  },
});
