/** Roles and users of the graph, with every policy that is written into them or attached to them. */
import type { Graph, GraphResource } from "../../engine/graph.ts";
import { isManagedPolicy, managedPolicy } from "./managed-policies.ts";
import { type PolicyDocument, parsePolicy } from "./policy.ts";

export interface Identity {
  readonly kind: "role" | "user";
  readonly name: string;
  /** "arn:aws:iam::…:role/…" or "…:user/…". */
  readonly arn: string;
  /** What AWS calls the caller: for a role, the assumed-role session's ARN. */
  readonly callerArn: string;
  readonly policies: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  /** Who may assume the role. */
  readonly trust?: PolicyDocument;
  readonly tags: Readonly<Record<string, string>>;
  /** Attached AWS managed policies whose content is not known here: they grant nothing. */
  readonly unknownPolicies: readonly string[];
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const record = (value: unknown) => (value ?? {}) as Record<string, unknown>;

/** @throws a sentence when two stacks claim one name (IAM is global), or a policy is malformed or missing. */
export function identitiesOf(graph: Graph): Identity[] {
  const byType = Map.groupBy(
    Object.values(graph.stacks)
      .flatMap((stack) => stack.resources)
      .filter((resource) => !resource.external),
    (resource) => resource.type,
  );
  const ofType = (type: string) => byType.get(type) ?? [];
  const documents = new Map(
    ofType("aws:iam/policy:Policy").map((policy) => [
      text(policy.outputs.arn),
      parsePolicy("identity", policy.urn, policy.inputs.policy),
    ]),
  );
  const sessions = new Map(
    ofType("aws:lambda/function:Function").map((fn) => [text(fn.inputs.role), nameOf(fn)]),
  );

  const attached = (kind: "role" | "user", name: string): string[] => {
    const own = ofType(
      `aws:iam/${kind}PolicyAttachment:${kind === "role" ? "Role" : "User"}PolicyAttachment`,
    ).filter(({ inputs }) => inputs[kind] === name);
    const shared = ofType("aws:iam/policyAttachment:PolicyAttachment").filter(({ inputs }) =>
      array(inputs[kind === "role" ? "roles" : "users"]).includes(name),
    );
    return [...own, ...shared].map(({ inputs }) => text(inputs.policyArn));
  };
  const inline = (kind: "role" | "user", name: string): PolicyDocument[] =>
    ofType(`aws:iam/${kind}Policy:${kind === "role" ? "Role" : "User"}Policy`)
      .filter((policy) => policy.inputs[kind] === name)
      .map((policy) => parsePolicy("identity", policy.urn, policy.inputs.policy));

  const identity = (kind: "role" | "user", resource: GraphResource): Identity => {
    const name = nameOf(resource);
    const arn = text(resource.outputs.arn) || `arn:aws:iam::${graph.accountId}:${kind}/${name}`;
    const arns = [...attached(kind, name), ...array(resource.inputs.managedPolicyArns).map(text)];
    const known = arns.map((policyArn) => [policyArn, documentOf(policyArn, documents, resource)] as const);
    const boundary = text(resource.inputs.permissionsBoundary);
    return {
      kind,
      name,
      arn,
      callerArn:
        kind === "role"
          ? `arn:aws:sts::${graph.accountId}:assumed-role/${name}/${sessions.get(arn) ?? "session"}`
          : arn,
      policies: [
        ...array(resource.inputs.inlinePolicies).map((inlined) =>
          parsePolicy("identity", `${resource.urn} ${text(record(inlined).name)}`, record(inlined).policy),
        ),
        ...inline(kind, name),
        ...known.flatMap(([, document]) => document ?? []),
      ],
      ...(boundary && { boundary: documentOf(boundary, documents, resource) }),
      ...(kind === "role" && {
        trust: parsePolicy("resource", `${resource.urn} (trust)`, resource.inputs.assumeRolePolicy),
      }),
      tags: record(resource.inputs.tags) as Record<string, string>,
      unknownPolicies: known.filter(([, document]) => !document).map(([policyArn]) => policyArn),
    };
  };

  const all = [
    ...ofType("aws:iam/role:Role").map((role) => identity("role", role)),
    ...ofType("aws:iam/user:User").map((user) => identity("user", user)),
  ];
  const seen = new Set<string>();
  for (const { arn } of all) {
    if (seen.has(arn)) {
      throw new Error(
        `Two resources create ${arn}. IAM is global to the account: put the region into the name, or let one stack own it.`,
      );
    }
    seen.add(arn);
  }
  return all;
}

function nameOf(resource: GraphResource): string {
  return text(resource.outputs.name) || text(resource.inputs.name) || resource.id || resource.name;
}

function documentOf(
  arn: string,
  documents: ReadonlyMap<string, PolicyDocument>,
  owner: GraphResource,
): PolicyDocument | undefined {
  if (isManagedPolicy(arn)) return managedPolicy(arn);
  const document = documents.get(arn);
  if (!document)
    throw new Error(`${owner.urn} attaches the policy ${arn}, which the program does not create.`);
  return document;
}
