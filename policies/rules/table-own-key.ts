import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, flag, listOf, ownKey, text } from "../support/shapes.ts";

export default resourceRule({
  name: "table-own-key",
  description: "Every table and every replica is encrypted with a key of ours.",
  why: "Whoever owns the key decides who reads, can see each use in the trail and can take access away at once.",
  source: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html",
  level: "mandatory",
  types: ["aws:dynamodb/table:Table"],
  props: z.object({
    serverSideEncryption: block({ enabled: flag, kmsKeyArn: ownKey }),
    replicas: listOf(z.object({ regionName: text, kmsKeyArn: ownKey })),
  }),
  check({ serverSideEncryption, replicas }, report) {
    if (!serverSideEncryption?.enabled || !serverSideEncryption.kmsKeyArn)
      report({
        what: "is not encrypted with a key of ours",
        mend: "Set serverSideEncryption to { enabled: true, kmsKeyArn } with the data key.",
      });
    for (const replica of replicas)
      if (!replica.kmsKeyArn)
        report({
          what: `has a replica in ${replica.regionName} that is not encrypted with a key of ours`,
          mend: "Give the replica the kmsKeyArn of the data key's replica in that region.",
        });
  },
});
