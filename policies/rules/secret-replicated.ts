import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { listOf, text } from "../support/shapes.ts";

export default resourceRule({
  name: "secret-replicated",
  description: "Every secret has a replica in another region.",
  why: "A region that cannot read its secrets verifies no signature and charges nobody, however healthy it is.",
  source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html",
  level: "mandatory",
  productionOnly: true,
  types: ["aws:secretsmanager/secret:Secret"],
  props: z.object({ replicas: listOf(z.object({ region: text })) }),
  check({ replicas }, report) {
    if (!replicas.some(({ region }) => region))
      report({
        what: "has no replica",
        mend: "Add the peer region to its replicas, with the key of that region.",
      });
  },
});
