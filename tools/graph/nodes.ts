/** What the diagram shows, found by the names that resources give one another. */
import path from "node:path";
import type { GraphResource, StackGraph } from "../../twin/engine/graph.ts";

export interface Node {
  readonly id: string;
  /** Null for what is outside the regions. */
  readonly region: string | null;
  /** Mermaid's text of the node. */
  readonly text: string;
}

export interface Edge {
  readonly from: Node;
  readonly to: Node;
  readonly label?: string;
  readonly style?: "solid" | "dotted";
}

export function idOf(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, "_");
}

export function gatewayOf(region: string): Node {
  const id = `${idOf(region)}_api`;
  return { id, region, text: `${id}{{"API Gateway"}}` };
}

export function schedulesOf(region: string): Node {
  const id = `${idOf(region)}_schedules`;
  return { id, region, text: `${id}(["schedules"])` };
}

/** All tables in one box, and no arrows to it: nearly every function uses some. */
export function tablesOf(region: string, tables: number, users: number): Node {
  const id = `${idOf(region)}_tables`;
  return { id, region, text: `${id}[("${tables} tables<br/>of ${users} functions")]` };
}

export function bucketOf(region: string, name: string, shown: string): Node {
  const id = idOf(name);
  return { id, region, text: `${id}[("${shown}")]` };
}

export function functionOf(stack: StackGraph, reference: string): Node | undefined {
  const name = /:function:([^:/]+)/.exec(reference)?.[1] ?? reference.split(":")[0];
  const found = ofType(stack, "aws:lambda/function:Function").find(({ outputs }) => outputs.name === name);
  return found && named(stack, found, "[", "]");
}

/**
 * The queues that an ARN means; it may have wildcards. Those of the tenants are one box, however many there are, and
 * where failures and dead letters end up is left out.
 */
export function queuesOf(stack: StackGraph, arn: string): Node[] {
  const queues = ofType(stack, "aws:sqs/queue:Queue");
  const ends = new Set([
    ...queues.map(({ inputs }) => deadLetterTarget(inputs.redrivePolicy)),
    ...ofType(stack, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").map(failureTarget),
  ]);
  const worked = queues.filter(({ outputs }) => !ends.has(outputs.arn));
  const ofTenants = worked.filter(({ parent }) => parent?.includes(":TenantQueues$"));
  const id = `${idOf(stack.region)}_tenant_queues`;
  const tenants = { id, region: stack.region, text: `${id}[["${ofTenants.length} queues of tenants"]]` };
  return worked
    .filter(({ outputs }) => path.matchesGlob(String(outputs.arn), arn))
    .map((queue) => (ofTenants.includes(queue) ? tenants : named(stack, queue, "[[", "]]")));
}

export function ofType(stack: StackGraph, type: string): readonly GraphResource[] {
  return stack.resources.filter((resource) => resource.type === type);
}

function deadLetterTarget(redrivePolicy: unknown): unknown {
  return typeof redrivePolicy === "string" ? JSON.parse(redrivePolicy).deadLetterTargetArn : undefined;
}

function failureTarget({ inputs }: GraphResource): unknown {
  const { onFailure } = (inputs.destinationConfig ?? {}) as { onFailure?: { destination?: string } };
  return onFailure?.destination;
}

/** Every name begins with the project's, which the picture can do without. */
function named({ region, project }: StackGraph, resource: GraphResource, open: string, close: string): Node {
  const name = String(resource.outputs.name);
  const id = `${idOf(region)}_${idOf(name)}`;
  return { id, region, text: `${id}${open}"${name.replace(`${project}-`, "")}"${close}` };
}
