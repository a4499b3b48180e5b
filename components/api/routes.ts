/** Every path that the API answers: the edge between a URL and the function behind it. */
import { toJSONSchema } from "zod/mini";
import { PosStatus, StaffPost } from "../../handlers/shared/messages.ts";

export interface Route {
  /** Part of the logical names of the route's resources: renaming one replaces them. */
  readonly name: string;
  readonly method: "GET" | "POST";
  /** `{name}` is a path parameter. */
  readonly path: string;
  /** The function's name in the system, as `service` in its logs. */
  readonly function: string;
  /**
   * open: anybody. tenant: the authorizer must know the tenant of the path, and its usage plan meters it.
   * tenant-key: the same, and the caller proves with `x-api-key` that it is that tenant's system.
   */
  readonly access: "open" | "tenant" | "tenant-key";
  /**
   * Who calls. provider: a company whose few addresses carry every tenant's traffic. peer: one system or probe at a time.
   */
  readonly caller: "provider" | "peer";
  /** Name of the model in `models` that a JSON body must match before the function is called. */
  readonly body?: keyof typeof models;
}

/** JSON schemas of bodies, from the contracts that the functions themselves check: the two cannot part. */
export const models = {
  PosStatus: toJSONSchema(PosStatus, { target: "draft-4" }),
  StaffPost: toJSONSchema(StaffPost, { target: "draft-4" }),
} as const;

export const routes = [
  {
    name: "webhook",
    method: "POST",
    path: "/webhook/{clientId}",
    function: "WebhookHandler",
    access: "tenant",
    caller: "provider",
  },
  {
    name: "webhook-twilio",
    method: "POST",
    path: "/webhook/twilio/{clientId}",
    function: "WebhookHandler",
    access: "tenant",
    caller: "provider",
  },
  {
    name: "webhook-twilio-status",
    method: "POST",
    path: "/webhook/twilio/{clientId}/status",
    function: "WebhookHandler",
    access: "tenant",
    caller: "provider",
  },
  {
    name: "webhook-asaas",
    method: "POST",
    path: "/webhook/asaas/{clientId}",
    function: "PaymentWebhook",
    access: "tenant",
    caller: "provider",
  },
  {
    name: "pos-status",
    method: "POST",
    path: "/pos/{clientId}/orders/{orderId}/status",
    function: "PosStatus",
    access: "tenant-key",
    caller: "peer",
    body: "PosStatus",
  },
  {
    name: "pos-conversations",
    method: "GET",
    path: "/pos/{clientId}/conversations",
    function: "PosConversations",
    access: "tenant-key",
    caller: "peer",
  },
  {
    name: "pos-messages",
    method: "POST",
    path: "/pos/{clientId}/conversations/{conversationId}/messages",
    function: "PosConversations",
    access: "tenant-key",
    caller: "peer",
    body: "StaffPost",
  },
  {
    name: "health",
    method: "GET",
    path: "/health",
    function: "Health",
    access: "open",
    caller: "peer",
  },
  {
    name: "drain",
    method: "GET",
    path: "/drain/{region}",
    function: "Drain",
    access: "open",
    caller: "peer",
  },
] as const satisfies readonly Route[];

/** Functions that a route leads to. */
export type RouteFunction = (typeof routes)[number]["function"];

/** "/pos/{clientId}/orders" → ["pos", "{clientId}", "orders"] */
export function segments(path: string): string[] {
  return path.split("/").filter(Boolean);
}

/** "/pos/{clientId}/orders" → "pos-clientId-orders", for logical names. */
export function slug(path: string): string {
  return segments(path)
    .map((segment) => segment.replace(/[{}]/g, ""))
    .join("-");
}

/** Names of a path's parameters, in order. */
export function pathParameters(path: string): string[] {
  return segments(path).flatMap((segment) => (segment.startsWith("{") ? [segment.slice(1, -1)] : []));
}
