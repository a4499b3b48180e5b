import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { listOf, reference, text } from "../support/shapes.ts";

export default resourceRule({
  name: "secret-own-key",
  description: "Every secret and every replica is encrypted with a key of ours.",
  why: "With the account's default key, whoever may read secrets at all may read this one.",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
  level: "mandatory",
  types: ["aws:secretsmanager/secret:Secret"],
  props: z.object({ kmsKeyId: reference, replicas: listOf(z.object({ region: text, kmsKeyId: reference })) }),
  check({ kmsKeyId, replicas }, report) {
    const places = [{ region: "its own region", kmsKeyId }, ...replicas];
    for (const place of places)
      if (!place.kmsKeyId || place.kmsKeyId.endsWith("alias/aws/secretsmanager"))
        report({
          what: `is not encrypted with a key of ours in ${place.region}`,
          mend: "Set kmsKeyId to the data key of that region.",
        });
  },
});
