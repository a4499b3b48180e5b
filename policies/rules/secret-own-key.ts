import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { listOf, ownKey, text } from "../support/shapes.ts";

export default resourceRule({
  name: "secret-own-key",
  description: "Every secret and every replica is encrypted with a key of ours.",
  why: "With the account's default key, whoever may read secrets at all may read this one.",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
  level: "mandatory",
  types: ["aws:secretsmanager/secret:Secret"],
  props: z.object({ kmsKeyId: ownKey, replicas: listOf(z.object({ region: text, kmsKeyId: ownKey })) }),
  check({ kmsKeyId, replicas }, report) {
    const places = [{ region: "its own region", kmsKeyId }, ...replicas];
    for (const place of places)
      if (!place.kmsKeyId)
        report({
          what: `is not encrypted with a key of ours in ${place.region}`,
          mend: "Set kmsKeyId to the data key of that region.",
        });
  },
});
