import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { count, flag } from "../support/shapes.ts";

const shortestDays = 14;

export default resourceRule({
  name: "key-rotates",
  description:
    "Every key of ours rotates each year, and can be called back for two weeks after its deletion.",
  why: "An old key opens everything since its first day, and a deleted one takes all that it encrypted along.",
  source: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  level: "mandatory",
  types: ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"],
  props: z.object({ enableKeyRotation: flag, deletionWindowInDays: count }),
  check({ enableKeyRotation, deletionWindowInDays = 30 }, report, { resource }) {
    // A replica takes its primary's rotation over.
    if (!enableKeyRotation && resource.type === "aws:kms/key:Key")
      report({ what: "does not rotate", mend: "Set enableKeyRotation to true." });
    if (deletionWindowInDays < shortestDays)
      report({
        what: `is gone ${deletionWindowInDays} days after its deletion`,
        mend: `Set deletionWindowInDays to ${shortestDays}–30.`,
      });
  },
});
