import type { Place } from "../place.ts";
import { type Inputs, idOf, MADE_AT, named, type TypeRules } from "./rule.ts";

const word = { pattern: /^[\w+=,.@-]+$/ };

export const iam: TypeRules = {
  "aws:iam/role:Role": {
    naming: named("name", 64, word),
    defaults: { maxSessionDuration: 3600, path: "/", forceDetachPolicies: false },
    id: idOf("name"),
    outputs: (inputs, place) => ({
      arn: iamArn("role", inputs, place),
      createDate: MADE_AT,
      uniqueId: uniqueId("AROA", place),
    }),
    unique: "account",
  },
  "aws:iam/policy:Policy": {
    naming: named("name", 128, word),
    defaults: { path: "/" },
    id: (inputs, place) => iamArn("policy", inputs, place),
    outputs: (_inputs, place, id) => ({ arn: id, attachmentCount: 0, policyId: uniqueId("ANPA", place) }),
    read: (id) => ({ name: id.split("/").at(-1) }),
    unique: "account",
  },
  "aws:iam/rolePolicy:RolePolicy": {
    naming: named("name", 128, word),
    id: ({ role, name }) => `${role}:${name}`,
    unique: "account",
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": { id: idOf("role", "policyArn") },
  "aws:iam/instanceProfile:InstanceProfile": {
    naming: named("name", 128, word),
    defaults: { path: "/" },
    id: idOf("name"),
    outputs: (inputs, place) => ({
      arn: iamArn("instance-profile", inputs, place),
      createDate: MADE_AT,
      uniqueId: uniqueId("AIPA", place),
    }),
    unique: "account",
  },
  "aws:iam/user:User": {
    naming: named("name", 64, word),
    defaults: { path: "/" },
    id: idOf("name"),
    outputs: (inputs, place) => ({
      arn: iamArn("user", inputs, place),
      uniqueId: uniqueId("AIDA", place),
    }),
    unique: "account",
  },
  "aws:iam/userPolicy:UserPolicy": {
    naming: named("name", 128, word),
    id: ({ user, name }) => `${user}:${name}`,
    unique: "account",
  },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": { id: idOf("user", "policyArn") },
  "aws:iam/accessKey:AccessKey": {
    defaults: { status: "Active" },
    secret: ["secret", "sesSmtpPasswordV4"],
    id: (_inputs, place) => uniqueId("AKIA", place),
    outputs: (_inputs, place) => ({ createDate: MADE_AT, secret: place.hex(40, "secret") }),
  },
  "aws:iam/group:Group": {
    naming: named("name", 128, word),
    defaults: { path: "/" },
    id: idOf("name"),
    outputs: (inputs, place) => ({
      arn: iamArn("group", inputs, place),
      uniqueId: uniqueId("AGPA", place),
    }),
    unique: "account",
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    id: (inputs, place) => place.globalArn("iam", `oidc-provider/${host(inputs.url)}`),
    outputs: (inputs, _place, id) => ({ arn: id, url: host(inputs.url) }),
    unique: "account",
  },
};

function iamArn(kind: string, inputs: Inputs, place: Place): string {
  return place.globalArn("iam", `${kind}${inputs.path ?? "/"}${inputs.name}`);
}

function uniqueId(prefix: string, place: Place): string {
  return prefix + place.token(17).toUpperCase();
}

function host(url: string): string {
  return url.replace(/^https:\/\//, "");
}
