/** How work travels inside a region: routes, queues and schedules to functions, and functions to what they may use. */
import type { StackGraph } from "../../twin/engine/graph.ts";
import { type Edge, functionOf, gatewayOf, type Node, ofType, queuesOf, schedulesOf } from "./nodes.ts";

interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

export function regionEdges(stack: StackGraph): Edge[] {
  return [...routes(stack), ...mappings(stack), ...schedules(stack), ...grants(stack)];
}

/** "rate(5 minutes)" for a reader. */
function everyOf(expression: string): string {
  return expression.replace(/^rate\((.+)\)$/, "$1");
}

/** The functions whose role lets them use a table. */
export function tableUsers(stack: StackGraph): Node[] {
  const users = allowed(stack).flatMap(({ from, actions }) =>
    actions.some((action) => action.startsWith("dynamodb:")) ? [[from.id, from] as const] : [],
  );
  return [...new Map(users).values()];
}

function routes(stack: StackGraph): Edge[] {
  const from = gatewayOf(stack.region);
  const paths = new Map(
    ofType(stack, "aws:apigateway/resource:Resource").map(({ id, outputs }) => [id, String(outputs.path)]),
  );
  const integrated = ofType(stack, "aws:apigateway/integration:Integration").flatMap(({ inputs }) => {
    const to = functionOf(stack, String(inputs.uri ?? ""));
    const route = paths.get(String(inputs.resourceId)) ?? "/";
    const label = `${inputs.httpMethod} ${route.replace(/\{[^}]+\}/g, "…")}`;
    return to ? [{ from, to, label }] : [];
  });
  const authorized = ofType(stack, "aws:apigateway/authorizer:Authorizer").flatMap(({ inputs }): Edge[] => {
    const to = functionOf(stack, String(inputs.authorizerUri ?? ""));
    return to ? [{ from, to, label: "authorizer", style: "dotted" }] : [];
  });
  return [...integrated, ...authorized];
}

function mappings(stack: StackGraph): Edge[] {
  return ofType(stack, "aws:lambda/eventSourceMapping:EventSourceMapping").flatMap(({ inputs }) => {
    const to = functionOf(stack, String(inputs.functionName));
    return to ? queuesOf(stack, String(inputs.eventSourceArn ?? "")).map((from) => ({ from, to })) : [];
  });
}

function schedules(stack: StackGraph): Edge[] {
  return ofType(stack, "aws:scheduler/schedule:Schedule").flatMap(({ inputs }) => {
    const to = functionOf(stack, String((inputs.target as { arn?: string } | undefined)?.arn ?? ""));
    return to
      ? [{ from: schedulesOf(stack.region), to, label: everyOf(String(inputs.scheduleExpression)) }]
      : [];
  });
}

/** A function's role says whom it may call and where it may send. */
function grants(stack: StackGraph): Edge[] {
  return allowed(stack).flatMap(({ from, actions, resources }) =>
    resources
      .flatMap((arn) => targets(stack, actions, arn))
      .filter(({ id }) => id !== from.id)
      .map((to) => ({ from, to })),
  );
}

/** What the functions' roles allow, statement by statement. */
function allowed(stack: StackGraph) {
  const owners = new Map(
    ofType(stack, "aws:lambda/function:Function").map(({ inputs, outputs }) => [
      String(inputs.role).split("/").at(-1),
      String(outputs.name),
    ]),
  );
  return ofType(stack, "aws:iam/rolePolicy:RolePolicy").flatMap(({ inputs }) => {
    const from = functionOf(stack, owners.get(String(inputs.role)) ?? "");
    if (!from) return [];
    return statementsOf(inputs.policy).flatMap(({ Effect, Action, Resource }) =>
      Effect === "Allow"
        ? [{ from, actions: [Action ?? []].flat(), resources: [Resource ?? []].flat() }]
        : [],
    );
  });
}

function targets(stack: StackGraph, actions: readonly string[], arn: string): Node[] {
  if (arn.split(":")[3] !== stack.region) return [];
  if (actions.includes("lambda:InvokeFunction")) return [functionOf(stack, arn) ?? []].flat();
  return actions.includes("sqs:SendMessage") ? queuesOf(stack, arn) : [];
}

function statementsOf(policy: unknown): readonly Statement[] {
  return typeof policy === "string" ? [JSON.parse(policy).Statement].flat() : [];
}
