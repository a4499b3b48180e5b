import * as z from "zod";
import { narrows } from "../support/conditions.ts";
import { statementsOf } from "../support/policy-document.ts";
import { resourceRule } from "../support/rule.ts";
import { anything, text } from "../support/shapes.ts";

/** Conditions that leave only callers of ours. */
const ofOurs =
  /^aws:(SourceArn|SourceAccount|SourceOrgID|PrincipalArn|PrincipalAccount|PrincipalOrgID|SourceVpce?)$/i;

export default resourceRule({
  name: "no-public-principal",
  description: "No resource's policy lets everybody in.",
  why: "A principal of * is any AWS account of the world.",
  source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
  level: "mandatory",
  types: [
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    "aws:kms/key:Key",
    "aws:kms/keyPolicy:KeyPolicy",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
    "aws:lambda/permission:Permission",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:secretsmanager/secret:Secret",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:sns/topic:Topic",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sqs/queue:Queue",
    "aws:sqs/queuePolicy:QueuePolicy",
  ],
  props: z.object({ policy: anything, policyDocument: anything, principal: anything, organizationId: text }),
  check({ policy, policyDocument, principal, organizationId }, report) {
    const open = statementsOf(policy ?? policyDocument).some(
      (statement) =>
        statement.allows &&
        (statement.exceptPrincipals || (statement.principals.AWS ?? []).includes("*")) &&
        !narrows(statement, ofOurs),
    );
    if (open || (principal === "*" && !organizationId))
      report({
        what: "lets everybody in",
        mend: "Name the principals, or add a condition such as aws:SourceAccount.",
      });
  },
});
