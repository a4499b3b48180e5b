import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { flag, ownKey } from "../support/shapes.ts";

export default resourceRule({
  name: "trail-trustworthy",
  description:
    "Every trail is switched on in every region, encrypted with a key of ours, and its files can be shown to be unaltered.",
  why: "Whoever took a secret is also the one who would change the record of it.",
  source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html",
  level: "mandatory",
  types: ["aws:cloudtrail/trail:Trail"],
  props: z.object({
    enableLogging: flag,
    isMultiRegionTrail: flag,
    includeGlobalServiceEvents: flag,
    enableLogFileValidation: flag,
    kmsKeyId: ownKey,
  }),
  check({ enableLogging = true, includeGlobalServiceEvents = true, ...trail }, report) {
    const { isMultiRegionTrail, enableLogFileValidation, kmsKeyId } = trail;
    const missing = [
      ...(enableLogging ? [] : ["enableLogging"]),
      ...(isMultiRegionTrail ? [] : ["isMultiRegionTrail"]),
      ...(includeGlobalServiceEvents ? [] : ["includeGlobalServiceEvents"]),
      ...(enableLogFileValidation ? [] : ["enableLogFileValidation"]),
      ...(kmsKeyId ? [] : ["kmsKeyId"]),
    ];
    if (missing.length)
      report({
        what: `does not set ${missing.join(", ")}`,
        mend: "Set isMultiRegionTrail and enableLogFileValidation to true and kmsKeyId to a key that cloudtrail.amazonaws.com may use.",
      });
  },
});
