import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { reference, references } from "../support/shapes.ts";

export default resourceRule({
  name: "cache-authenticated",
  description: "Every cache asks its clients who they are.",
  why: "Without a password or a user group, whatever runs in the network reads every conversation.",
  source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
  level: "mandatory",
  types: [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:elasticache/serverlessCache:ServerlessCache",
  ],
  props: z.object({ authToken: reference, userGroupIds: references, userGroupId: reference }),
  check({ authToken, userGroupIds, userGroupId }, report) {
    if (!authToken && !userGroupIds.length && !userGroupId)
      report({
        what: "lets in every client",
        mend: "Give it userGroupIds with an IAM user, or an authToken out of a secret.",
      });
  },
});
