import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, flag, ownKey, text } from "../support/shapes.ts";

export default resourceRule({
  name: "query-results-own-key",
  description: "Every Athena workgroup decides where its answers lie, and encrypts them with a key of ours.",
  why: "An answer is a copy of the archive that whoever asks may otherwise put anywhere, in clear.",
  source: "https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html",
  level: "mandatory",
  types: ["aws:athena/workgroup:Workgroup"],
  props: z.object({
    configuration: block({
      enforceWorkgroupConfiguration: flag,
      resultConfiguration: block({
        encryptionConfiguration: block({ encryptionOption: text, kmsKeyArn: ownKey }),
      }),
    }),
  }),
  check({ configuration }, report) {
    const encryption = configuration?.resultConfiguration?.encryptionConfiguration;
    if (configuration?.enforceWorkgroupConfiguration === false)
      report({
        what: "lets whoever asks decide where the answer lies",
        mend: "Set configuration.enforceWorkgroupConfiguration to true.",
      });
    if (!encryption?.encryptionOption?.endsWith("KMS") || !encryption.kmsKeyArn)
      report({
        what: "keeps answers that are not encrypted with a key of ours",
        mend: 'Set encryptionConfiguration to { encryptionOption: "SSE_KMS", kmsKeyArn }.',
      });
  },
});
