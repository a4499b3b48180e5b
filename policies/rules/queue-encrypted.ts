import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { flag, reference } from "../support/shapes.ts";

export default resourceRule({
  name: "queue-encrypted",
  description: "Every queue encrypts its messages.",
  why: "A message holds a customer's name, address and order for up to two weeks.",
  source:
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
  level: "mandatory",
  types: ["aws:sqs/queue:Queue"],
  props: z.object({ sqsManagedSseEnabled: flag, kmsMasterKeyId: reference }),
  check({ sqsManagedSseEnabled, kmsMasterKeyId }, report) {
    if (!sqsManagedSseEnabled && !kmsMasterKeyId)
      report({
        what: "does not encrypt its messages",
        mend: "Set sqsManagedSseEnabled to true, or kmsMasterKeyId to a key that all its senders and receivers may use.",
      });
  },
});
