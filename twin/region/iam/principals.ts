/** Who calls, what they sign with, and what they may do: IAM of the account, as one region asks it. */
import { createHash } from "node:crypto";
import type { Graph } from "../../engine/graph.ts";
import type { Permission } from "../aws-service.ts";
import type { Credentials } from "../types.ts";
import { evaluate, type IamRequest } from "./evaluate.ts";
import { type Identity, identitiesOf } from "./identities.ts";
import type { RequestContext } from "./pattern.ts";
import type { PolicyDocument, Principals as PrincipalPattern, Statement } from "./policy.ts";
import { type ResourcePolicies, resourcePoliciesOf } from "./resource-policies.ts";

export type Principal =
  | Identity
  /** The account's operator: may do everything. */
  | { readonly kind: "operator"; readonly arn: string; readonly callerArn: string }
  /** "apigateway.amazonaws.com": may do what resource policies let it. */
  | { readonly kind: "service"; readonly arn: string; readonly callerArn: string };

export interface Decision {
  readonly allowed: boolean;
  /** The end of AWS's sentence: "because no identity-based policy allows the sqs:SendMessage action". */
  readonly reason: string;
}

export type SessionTags = Readonly<Record<string, string>>;

interface Caller {
  readonly principal: Principal;
  readonly credentials: Credentials;
}

export interface Principals {
  readonly operator: Credentials;
  /**
   * @param tags Session tags: with them, a session of the role of its own.
   * @throws a sentence when the graph has no such role or user.
   */
  credentialsFor(roleNameOrArn: string, tags?: SessionTags): Credentials;
  identify(accessKeyId: string): Caller | undefined;
  allows(principal: Principal, permission: Permission): Decision;
  /** Whether the role's trust policy lets the service ("lambda.amazonaws.com") take it. */
  mayAssume(service: string, roleNameOrArn: string): boolean;
}

export function servicePrincipal(service: string): Principal {
  return { kind: "service", arn: service, callerArn: service };
}

/** Of each account, by access key: IAM is global, so that every region knows a session that one of them was asked for. */
const taggedSessions = new WeakMap<Graph, Map<string, Caller>>();

/** @param region Where the requests arrive: what aws:RequestedRegion says. */
export function principalsOf(graph: Graph, region: string): Principals {
  const identities = identitiesOf(graph);
  const resourcePolicies = resourcePoliciesOf(graph);
  const operator: Principal = {
    kind: "operator",
    arn: `arn:aws:iam::${graph.accountId}:user/operator`,
    callerArn: `arn:aws:iam::${graph.accountId}:user/operator`,
  };
  const byAccessKey = new Map(
    [operator, ...identities].map((principal) => {
      const credentials = credentialsOf(principal);
      return [credentials.accessKeyId, { principal, credentials }];
    }),
  );
  const sessions = taggedSessions.get(graph) ?? new Map<string, Caller>();
  taggedSessions.set(graph, sessions);
  const find = (nameOrArn: string): Identity => {
    const found = identities.find((i) => i.arn === nameOrArn || i.name === nameOrArn);
    if (found) return found;
    const known = identities.map((i) => i.name).join(", ") || "none";
    throw new Error(`The graph has no IAM role or user ${nameOrArn}; it has: ${known}.`);
  };

  return {
    operator: credentialsOf(operator),
    credentialsFor(nameOrArn, tags) {
      const identity = find(nameOrArn);
      if (!tags) return credentialsOf(identity);
      // As in AWS, a session's tag hides the role's own of that name.
      const principal = { ...identity, tags: { ...identity.tags, ...tags } };
      const credentials = credentialsOf(principal, tags);
      sessions.set(credentials.accessKeyId, { principal, credentials });
      return credentials;
    },
    identify: (accessKeyId) => byAccessKey.get(accessKeyId) ?? sessions.get(accessKeyId),
    allows(principal, { action, resource, context }) {
      if (principal.kind === "operator") return { allowed: true, reason: "as the account's operator" };
      const request: IamRequest = {
        action,
        resource,
        context: { "aws:RequestedRegion": region, ...about(principal, graph.accountId), ...context },
      };
      return decide(principal, request, policiesOn(resource, resourcePolicies), graph.accountId);
    },
    mayAssume(service, nameOrArn) {
      const { trust, arn } = find(nameOrArn);
      const request = { action: "sts:AssumeRole", resource: arn, context: {} };
      const caller = servicePrincipal(service);
      return evaluate(trust ? [trust] : [], request, (s) => concerns(s, caller, graph.accountId)) === "allow";
    },
  };
}

/** The same on every start, so that what stands outside the twin can keep its credentials. */
function credentialsOf(principal: Principal, tags?: SessionTags): Credentials {
  const holder = principal.arn + (tags ? JSON.stringify(Object.entries(tags).sort()) : "");
  const digest = (use: string) => createHash("sha256").update(`${use}:${holder}`).digest();
  const role = principal.kind === "role";
  return {
    accessKeyId: `${role ? "ASIA" : "AKIA"}${digest("key").toString("hex").slice(0, 16).toUpperCase()}`,
    secretAccessKey: digest("secret").toString("base64").slice(0, 40),
    sessionToken: role ? digest("session").toString("base64") : "",
  };
}

/** Condition keys that tell about the caller. */
function about(principal: Principal, accountId: string): RequestContext {
  const own: Record<string, string> = {
    "aws:PrincipalIsAWSService": String(principal.kind === "service"),
    "aws:SecureTransport": "true",
  };
  if (principal.kind === "service") own["aws:PrincipalServiceName"] = principal.arn;
  else Object.assign(own, { "aws:PrincipalArn": principal.arn, "aws:PrincipalAccount": accountId });
  if (principal.kind === "user") own["aws:username"] = principal.name;
  if (principal.kind === "role" || principal.kind === "user") {
    for (const [tag, value] of Object.entries(principal.tags)) own[`aws:PrincipalTag/${tag}`] = value;
  }
  return own;
}

/** An object is guarded by its bucket's policy; everything else by its own. */
function policiesOn(resource: string, all: ResourcePolicies): readonly PolicyDocument[] {
  const guardedArn = resource.startsWith("arn:aws:s3:::") ? resource.split("/", 1)[0] : resource;
  return all.get(guardedArn ?? resource) ?? [];
}

function decide(
  principal: Principal,
  request: IamRequest,
  resourcePolicies: readonly PolicyDocument[],
  accountId: string,
): Decision {
  const deny = (reason: string): Decision => ({ allowed: false, reason });
  const identity = principal.kind === "role" || principal.kind === "user" ? principal : undefined;
  const own = evaluate(identity?.policies ?? [], request);
  if (own === "deny") return deny("with an explicit deny in an identity-based policy");
  const named = evaluate(resourcePolicies, request, (s) => concerns(s, principal, accountId));
  if (named === "deny") return deny("with an explicit deny in a resource-based policy");
  if (identity?.boundary && evaluate([identity.boundary], request) !== "allow") {
    return deny(`because no permissions boundary allows the ${request.action} action`);
  }
  if (named === "allow") return { allowed: true, reason: "by a resource-based policy" };
  if (request.action.startsWith("kms:") && !delegates(resourcePolicies, request, accountId)) {
    return deny(`because no resource-based policy allows the ${request.action} action`);
  }
  if (own === "allow") return { allowed: true, reason: "by an identity-based policy" };
  const unread = identity?.unknownPolicies ?? [];
  const hint = unread.length ? ` (the twin does not know the content of ${unread.join(", ")})` : "";
  return deny(
    identity
      ? `because no identity-based policy allows the ${request.action} action${hint}`
      : `because no resource-based policy allows the ${request.action} action`,
  );
}

/** A key trusts the account's IAM policies only if its own policy says so; a key without one has AWS's default, which does. */
function delegates(policies: readonly PolicyDocument[], request: IamRequest, accountId: string): boolean {
  if (policies.length === 0) return true;
  const root = (s: Statement) => s.principals !== undefined && namesAccount(s.principals, accountId);
  return evaluate(policies, request, root) === "allow";
}

function namesAccount(pattern: PrincipalPattern, accountId: string): boolean {
  if (pattern === "*") return false;
  return (pattern.AWS ?? []).some((name) => name === accountId || name === `arn:aws:iam::${accountId}:root`);
}

/**
 * Whether a resource policy's statement is about this caller. An allow for the account only hands the decision to
 * identity policies; a deny for the account hits everybody in it.
 */
function concerns(statement: Statement, principal: Principal, accountId: string): boolean {
  const named = (pattern: PrincipalPattern): boolean => {
    if (pattern === "*") return true;
    if (principal.kind === "service") return (pattern.Service ?? []).includes(principal.arn);
    const names = pattern.AWS ?? [];
    if (statement.effect === "Deny" && namesAccount(pattern, accountId)) return true;
    return names.some((name) => name === "*" || name === principal.arn || name === principal.callerArn);
  };
  if (statement.notPrincipals) {
    const spared =
      named(statement.notPrincipals) ||
      (principal.kind !== "service" && namesAccount(statement.notPrincipals, accountId));
    return !spared;
  }
  return statement.principals !== undefined && named(statement.principals);
}
