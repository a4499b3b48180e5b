import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, flag, ownKey } from "../support/shapes.ts";

export default resourceRule({
  name: "stream-own-key",
  description: "Every delivery stream encrypts with a key of ours, on its way and where it delivers.",
  why: "Lines about customers wait in the stream before they reach the archive.",
  source: "https://docs.aws.amazon.com/firehose/latest/dev/encryption.html",
  level: "mandatory",
  types: ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream"],
  props: z.object({
    serverSideEncryption: block({ enabled: flag, keyArn: ownKey }),
    extendedS3Configuration: block({ kmsKeyArn: ownKey }),
  }),
  check({ serverSideEncryption, extendedS3Configuration }, report) {
    if (!serverSideEncryption?.enabled || !serverSideEncryption.keyArn)
      report({
        what: "is not encrypted with a key of ours",
        mend: 'Set serverSideEncryption to { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn }.',
      });
    if (extendedS3Configuration && !extendedS3Configuration.kmsKeyArn)
      report({
        what: "delivers objects that are not encrypted with a key of ours",
        mend: "Set extendedS3Configuration.kmsKeyArn to the data key.",
      });
  },
});
