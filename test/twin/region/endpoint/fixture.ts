/** A hand-made account: a graph of a few resources, IAM over it, and an endpoint that serves what a test gives it. */
import type { Graph, GraphResource } from "../../../../twin/engine/graph.ts";
import { TwinEvents } from "../../../../twin/events.ts";
import type { AwsService } from "../../../../twin/region/aws-service.ts";
import { type Endpoint, startEndpoint } from "../../../../twin/region/endpoint/endpoint.ts";
import { type Principals, principalsOf } from "../../../../twin/region/iam/principals.ts";
import type { Credentials } from "../../../../twin/region/types.ts";

export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";
export const PEER = "sa-east-1";

export function resource(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  more: Partial<GraphResource> = {},
): GraphResource {
  return {
    urn: `urn:pulumi:test::test::${type}::${name}`,
    type,
    name,
    parent: null,
    region: type.startsWith("aws:iam/") ? null : REGION,
    custom: true,
    remote: false,
    id: name,
    inputs,
    outputs: { name: inputs.name ?? name },
    secretInputs: [],
    dependencies: [],
    protect: false,
    retainOnDelete: false,
    ...more,
  };
}

export function graphOf(...resources: GraphResource[]): Graph {
  return {
    project: "test",
    accountId: ACCOUNT,
    stacks: {
      [REGION]: {
        stack: REGION,
        project: "test",
        region: REGION,
        resources,
        outputs: {},
        secretOutputs: [],
      },
    },
  };
}

/** A Lambda role with one inline policy; a statement is [actions, resources] or the whole of it. */
export function role(name: string, ...statements: (readonly [unknown, unknown] | object)[]): GraphResource[] {
  const trust = {
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  };
  const policy = {
    Version: "2012-10-17",
    Statement: statements.map((s) =>
      Array.isArray(s) ? { Effect: "Allow", Action: s[0], Resource: s[1] } : s,
    ),
  };
  return [
    resource("aws:iam/role:Role", name, { name, assumeRolePolicy: JSON.stringify(trust) }),
    ...(statements.length
      ? [
          resource("aws:iam/rolePolicy:RolePolicy", `${name}-policy`, {
            role: name,
            policy: JSON.stringify(policy),
          }),
        ]
      : []),
  ];
}

export interface Account {
  readonly endpoint: Endpoint;
  readonly principals: Principals;
  readonly events: TwinEvents;
  /** Configuration of an SDK client that signs as a role, or as the operator. */
  client(role?: string): ClientConfig;
}

export interface ClientConfig {
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
  readonly maxAttempts: number;
}

export async function startAccount(
  graph: Graph,
  services: readonly AwsService[],
  region = REGION,
  peer: (region: string) => string | undefined = () => undefined,
): Promise<Account> {
  const principals = principalsOf(graph, region);
  const events = new TwinEvents();
  const endpoint = await startEndpoint({ region, services, principals, events, peer });
  return {
    endpoint,
    principals,
    events,
    client: (role) => ({
      region,
      endpoint: endpoint.url,
      credentials: role ? principals.credentialsFor(role) : principals.operator,
      maxAttempts: 1,
    }),
  };
}

/** What a call was refused with. */
export async function refusal(call: Promise<unknown>): Promise<Error & Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error("The call was not refused.");
}
