import * as z from "zod";
import { resourceRule } from "../support/rule.ts";

export default resourceRule({
  name: "stateful-protected",
  description: "Pulumi refuses to delete or replace whatever keeps data, keys or names.",
  why: "A renamed component or a changed immutable property is a replacement, and a replacement starts empty.",
  source: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  level: "mandatory",
  // Of queues the type does not tell: a restaurant that leaves takes its own along, whose orders stand in the tables.
  types: [
    "aws:backup/vault:Vault",
    "aws:dynamodb/table:Table",
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:route53/zone:Zone",
    "aws:s3/bucket:Bucket",
    "aws:secretsmanager/secret:Secret",
  ],
  props: z.object({}),
  check(_props, report, { resource }) {
    if (!resource.opts.protect)
      report({
        what: "is not protected",
        mend: "Create it with protect: true (and retainOnDelete: true, so that a deleted stack leaves it).",
      });
  },
});
