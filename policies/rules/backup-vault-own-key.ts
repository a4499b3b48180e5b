import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { ownKey } from "../support/shapes.ts";

export default resourceRule({
  name: "backup-vault-own-key",
  description: "Every backup vault is encrypted with a key of ours.",
  why: "A backup holds all that the tables hold, and must not be easier to read than they are.",
  source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html",
  level: "mandatory",
  types: ["aws:backup/vault:Vault"],
  props: z.object({ kmsKeyArn: ownKey }),
  check({ kmsKeyArn }, report) {
    if (!kmsKeyArn)
      report({
        what: "is not encrypted with a key of ours",
        mend: "Set kmsKeyArn to the data key of the vault's region.",
      });
  },
});
