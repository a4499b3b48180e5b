/** Who may do what. */
import { account, arn, type Cases, made, spoil } from "../support/resources.ts";

const allow = (more: object) => JSON.stringify({ Statement: [{ Effect: "Allow", ...more }] });
const own = { Action: ["dynamodb:GetItem"], Resource: arn("dynamodb", "table/chatbot-orders") };
const policy = made("aws:iam/rolePolicy:RolePolicy", "policy", { role: "order", policy: allow(own) });
const trust = (more: object) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...more }] });
const role = made("aws:iam/role:Role", "role", {
  assumeRolePolicy: trust({ Principal: { Service: "lambda.amazonaws.com" } }),
});
const github = {
  Action: "sts:AssumeRoleWithWebIdentity",
  Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
};

const groups = "http://acs.amazonaws.com/groups";

const bad = (what: string, statement: object, says: RegExp) =>
  spoil(what, "policy", "policy", allow(statement), says);

export const access: Cases = {
  "iam-no-wildcard-actions": {
    good: [
      policy,
      made("aws:iam/policy:Policy", "denial", {
        policy: JSON.stringify({ Statement: { Effect: "Deny", Action: "*", Resource: "*" } }),
      }),
    ],
    bad: [
      bad("all actions", { ...own, Action: "*" }, /allows \*\./),
      bad("a service's", { ...own, Action: ["dynamodb:*"] }, /allows dynamodb:\*/),
      bad("those that begin so", { ...own, Action: "dynamodb:Get*" }, /allows dynamodb:Get\*/),
      bad("all but some", { Resource: own.Resource, NotAction: ["iam:*"] }, /all but iam:\*/),
      spoil(
        "a role's own",
        "policy",
        "inlinePolicies",
        [{ policy: allow({ ...own, Action: "s3:*" }) }],
        /s3:\*/,
      ),
    ],
  },
  "iam-no-wildcard-resources": {
    good: [
      policy,
      made("aws:iam/rolePolicy:RolePolicy", "names", {
        policy: allow({
          Action: "sqs:SendMessage",
          Resource: [
            arn("sqs", "client_*_store_*.fifo"),
            "arn:aws:s3:::chatbot-media/*",
            arn("logs", "log-group:/aws/lambda/chatbot-OrderService:*"),
            "arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-5-5",
          ],
        }),
      }),
    ],
    bad: [
      bad("everything", { ...own, Resource: "*" }, /dynamodb:GetItem on \*\./),
      bad("every region", { ...own, Resource: "arn:aws:dynamodb:*:1:table/chatbot-orders" }, /dynamodb:\*:1/),
      bad(
        "every account",
        { ...own, Resource: "arn:aws:dynamodb:us-east-1:*:table/chatbot-orders" },
        /:\*:table/,
      ),
      bad("every table", { ...own, Resource: arn("dynamodb", "table/*") }, /table\/\*/),
      bad("every function", { ...own, Resource: arn("lambda", "function:*") }, /function:\*/),
      bad("AWS's log groups", { ...own, Resource: arn("logs", "log-group:/aws/*") }, /log-group:\/aws\/\*/),
      bad("a service's", { ...own, Resource: arn("logs", "log-group:/aws/lambda/*") }, /lambda\/\*/),
      bad("every bucket", { ...own, Resource: "arn:aws:s3:::*" }, /:::\*/),
      bad("every model", { ...own, Resource: "arn:aws:bedrock:*::foundation-model/*" }, /foundation-model/),
      bad("all but one", { Action: own.Action, NotResource: own.Resource }, /all but arn/),
    ],
  },
  "iam-no-broad-managed-policy": {
    good: [
      made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {
        policyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole",
      }),
      role,
      ...["user", "group"].map((to) =>
        made(`aws:iam/${to}PolicyAttachment:${to[0]!.toUpperCase()}${to.slice(1)}PolicyAttachment`, to, {
          policyArn: `arn:aws:iam::${account}:policy/chatbot-reads`,
        }),
      ),
    ],
    bad: [
      ...["user", "group"].map((to) =>
        spoil(
          `an administrator among ${to}s`,
          to,
          "policyArn",
          "arn:aws:iam::aws:policy/AdministratorAccess",
          new RegExp(`"${to}" gets arn:aws:iam::aws:policy/Admin`),
        ),
      ),
      spoil(
        "a reader of all",
        "attachment",
        "policyArn",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        /ReadOnlyAccess/,
      ),
      spoil(
        "an administrator",
        "role",
        "managedPolicyArns",
        ["arn:aws:iam::aws:policy/AdministratorAccess"],
        /Admin/,
      ),
    ],
  },
  "role-trust-narrow": {
    good: [
      role,
      made("aws:iam/role:Role", "github", {
        assumeRolePolicy: trust({
          ...github,
          Condition: {
            StringEquals: { "token.actions.githubusercontent.com:sub": "repo:a/b:ref:refs/heads/main" },
          },
        }),
      }),
    ],
    bad: [
      spoil("everybody", "role", "assumeRolePolicy", trust({ Principal: "*" }), /taken by everybody\./),
      spoil(
        "another account",
        "role",
        "assumeRolePolicy",
        trust({ Principal: { AWS: "arn:aws:iam::999999999999:root" } }),
        /everybody in arn:aws:iam::999999999999:root/,
      ),
      spoil(
        "all but one",
        "role",
        "assumeRolePolicy",
        trust({ NotPrincipal: { AWS: account } }),
        /all but those/,
      ),
      ...["*", "repo:*", "repo:acme*"].map((sub) =>
        spoil(
          `identities like ${sub}`,
          "github",
          "assumeRolePolicy",
          trust({ ...github, Condition: { StringLike: { "token.actions.githubusercontent.com:sub": sub } } }),
          /every identity of/,
        ),
      ),
      spoil(
        "every repository but one",
        "github",
        "assumeRolePolicy",
        trust({
          ...github,
          Condition: { StringNotEquals: { "token.actions.githubusercontent.com:sub": "repo:a/b:x" } },
        }),
        /every identity of/,
      ),
      spoil(
        "whoever of an account",
        "role",
        "assumeRolePolicy",
        trust({
          Principal: { AWS: account },
          Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:*` } },
        }),
        /everybody in 123456789012/,
      ),
      spoil("every repository", "github", "assumeRolePolicy", trust(github), /every identity of/),
      spoil(
        "a scheduler for anybody",
        "role",
        "assumeRolePolicy",
        trust({ Principal: { Service: "scheduler.amazonaws.com" } }),
        /scheduler.amazonaws.com for anybody/,
      ),
    ],
  },
  "entrances-known": {
    good: [
      made("aws:lambda/functionUrl:FunctionUrl", "url", { authorizationType: "AWS_IAM" }),
      made("aws:s3/bucketAcl:BucketAcl", "list", {
        acl: "private",
        accessControlPolicy: { grants: [{ grantee: { uri: `${groups}/s3/LogDelivery` } }] },
      }),
      made("aws:rds/instance:Instance", "database", { publiclyAccessible: false }),
    ],
    bad: [
      spoil("an open function", "url", "authorizationType", "NONE", /"url" lets anybody call/),
      spoil("a public list", "list", "acl", "public-read", /"list" lets everybody in/),
      spoil(
        "a list of all accounts",
        "list",
        "accessControlPolicy.grants.0.grantee.uri",
        `${groups}/global/AuthenticatedUsers`,
        /lets everybody in/,
      ),
      spoil("a public database", "database", "publiclyAccessible", true, /an address of the internet/),
      spoil("another API", "list", "token", "aws:apigatewayv2/api:Api", /Api "list" is an API without/),
      spoil("a graph", "list", "token", "aws:appsync/graphQLApi:GraphQLApi", /is an API without/),
      spoil("a user", "list", "token", "aws:iam/user:User", /keys that never end/),
      spoil("a user's key", "list", "token", "aws:iam/accessKey:AccessKey", /a key that never ends/),
      spoil("a password", "list", "token", "aws:iam/userLoginProfile:UserLoginProfile", /is a password/),
      spoil("a bucket of another kind", "list", "token", "aws:s3/bucketV2:BucketV2", /no rule of this pack/),
    ],
  },
  "permission-names-its-source": {
    good: [
      made("aws:lambda/permission:Permission", "permission", {
        principal: "apigateway.amazonaws.com",
        sourceArn: arn("execute-api", "api123/live/POST/webhook/*"),
      }),
    ],
    bad: [
      spoil("any API", "permission", "sourceArn", undefined, /apigateway.amazonaws.com call for anybody/),
      spoil("any source", "permission", "sourceArn", "*", /apigateway.amazonaws.com call for anybody/),
      spoil("any account", "permission", "sourceArn", "arn:aws:execute-api:us-east-1:*:*", /for anybody/),
    ],
  },
};
