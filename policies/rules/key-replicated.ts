import * as z from "zod";
import { stackRule } from "../support/rule.ts";
import { flag } from "../support/shapes.ts";
import { regionOf } from "../support/stack.ts";

export default stackRule({
  name: "key-replicated",
  description: "The key of what both regions keep is a multi-region key with a replica in the other.",
  why: "Replicated data that only the lost region's key opens is lost with it.",
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
  level: "mandatory",
  productionOnly: true,
  check(stack, report) {
    const shared = stack
      .ofType("aws:dynamodb/table:Table")
      .concat(stack.ofType("aws:secretsmanager/secret:Secret"));
    stack.each("aws:kms/key:Key", z.object({ multiRegion: flag }), ({ multiRegion }, key) => {
      const encrypts = shared.some((resource) =>
        ["serverSideEncryption", "kmsKeyId"].some((property) =>
          resource.propertyDependencies?.[property]?.some(({ urn }) => urn === key.urn),
        ),
      );
      const replicas = stack.referring("aws:kms/replicaKey:ReplicaKey", "primaryKeyArn", key);
      const elsewhere = replicas.some((replica) => regionOf(replica) !== regionOf(key));
      if (multiRegion ? !elsewhere : encrypts)
        report(key, {
          what: multiRegion
            ? "has no replica in another region"
            : "is of one region, and encrypts what both regions keep",
          mend: "Set multiRegion to true and create a ReplicaKey with the peer's region.",
        });
    });
  },
});
