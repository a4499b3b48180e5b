import * as z from "zod";
import { resourceRule } from "../support/rule.ts";
import { block, flag, listOf, text } from "../support/shapes.ts";

/** What is an entrance by being there at all, and what to use instead. */
const never: Readonly<Record<string, readonly [what: string, mend: string]>> = {
  "aws:apigatewayv2/api:Api": ["is an API without the firewall", "Add a route to the REST API."],
  "aws:appsync/graphQLApi:GraphQLApi": ["is an API without the firewall", "Add a route to the REST API."],
  "aws:iam/accessKey:AccessKey": ["is a key that never ends", "Let the caller take a role."],
  "aws:iam/user:User": ["has passwords and keys that never end", "Let the caller take a role."],
  "aws:iam/userLoginProfile:UserLoginProfile": ["is a password", "Let the person take a role."],
  "aws:s3/bucketV2:BucketV2": ["is a bucket that no rule of this pack judges", "Use aws.s3.Bucket."],
};

const functionUrl = "aws:lambda/functionUrl:FunctionUrl";
const withAccessLists = [
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketAcl:BucketAcl",
  "aws:s3/bucketAclV2:BucketAclV2",
];
const withAddresses = [
  "aws:dms/replicationInstance:ReplicationInstance",
  "aws:docdb/clusterInstance:ClusterInstance",
  "aws:mq/broker:Broker",
  "aws:neptune/clusterInstance:ClusterInstance",
  "aws:rds/clusterInstance:ClusterInstance",
  "aws:rds/instance:Instance",
  "aws:redshift/cluster:Cluster",
  "aws:redshiftserverless/workgroup:Workgroup",
];

export default resourceRule({
  name: "entrances-known",
  description: "The REST API and roles are the only ways in.",
  why: "The firewall, the authorizers and the limits stand before that one door; any other goes past them all.",
  source: "https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/infrastructure-protection.html",
  level: "mandatory",
  types: [...Object.keys(never), functionUrl, ...withAccessLists, ...withAddresses],
  props: z.object({
    authorizationType: text,
    publiclyAccessible: flag,
    acl: text,
    grants: listOf(z.object({ uri: text })),
    accessControlPolicy: block({ grants: listOf(z.object({ grantee: block({ uri: text }) })) }),
  }),
  check(props, report, { resource: { type } }) {
    const [what, mend] = never[type] ?? [];
    if (what && mend) report({ what, mend });
    if (type === functionUrl && props.authorizationType === "NONE")
      report({
        what: "lets anybody call its function",
        mend: 'Add a route to the REST API, or set authorizationType to "AWS_IAM".',
      });
    if (props.publiclyAccessible)
      report({ what: "has an address of the internet", mend: "Set publiclyAccessible to false." });
    const groups = [
      ...props.grants.map(({ uri }) => uri),
      ...(props.accessControlPolicy?.grants ?? []).map(({ grantee }) => grantee?.uri),
    ];
    if (/^(public|authenticated)-/.test(props.acl ?? "") || groups.some(isEverybody))
      report({
        what: "lets everybody in by an access list",
        mend: "Take the list away; a policy names who may.",
      });
  },
});

/** All of the internet, or all who have any AWS account. */
function isEverybody(group: string | undefined): boolean {
  return /\/(AllUsers|AuthenticatedUsers)$/.test(group ?? "");
}
