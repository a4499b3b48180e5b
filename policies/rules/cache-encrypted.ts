import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { flag } from "../support/shapes.ts";

export default resourceRule({
  name: "cache-encrypted",
  description: "Every cache encrypts what it keeps and what it sends.",
  why: "Conversations lie in the cache as they lie in the table, and cross zones on their way.",
  source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/encryption.html",
  level: "mandatory",
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  props: z.object({ atRestEncryptionEnabled: flags(), transitEncryptionEnabled: flag }),
  check({ atRestEncryptionEnabled, transitEncryptionEnabled }, report) {
    const missing = [
      ...(atRestEncryptionEnabled ? [] : ["atRestEncryptionEnabled"]),
      ...(transitEncryptionEnabled ? [] : ["transitEncryptionEnabled"]),
    ];
    if (missing.length)
      report({
        what: `does not set ${missing.join(", ")}`,
        mend: "Set it to true; it cannot be changed later.",
      });
  },
});

/** The provider has had it as a text, too. */
function flags() {
  return z.union([flag, z.stringbool()]);
}
