/**
 * The restaurant's people at their customers' conversations: GET /pos/{clientId}/conversations, and POST
 * /pos/{clientId}/conversations/{conversationId}/messages. What they write goes to the conversation's queue, so that it
 * stands in order with what the customer writes.
 */
import type { Tenants } from "../adapters/tenants.ts";
import type { Clock } from "../shared/clock.ts";
import { type ApiReply, bodyOf, type Invocation, jsonReply } from "../shared/events.ts";
import { type HandOverParts, handOver } from "../shared/hand-over.ts";
import type { Log } from "../shared/logger.ts";
import { maskWritten } from "../shared/mask.ts";
import { type StaffMessage, StaffPost } from "../shared/messages.ts";
import { inboxQueueName } from "../shared/tenant.ts";
import type { DeskRow, DeskStore } from "./desk-store.ts";
import type { PosEvent } from "./kitchen.ts";

export interface DeskParts extends HandOverParts {
  readonly store: DeskStore;
  readonly tenants: Tenants;
  /** Of tier pool. */
  readonly inboxQueue: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** WhatsApp takes free text this long after the customer's last message. */
const windowMs = 24 * 60 * 60 * 1000;
const messagesShown = 20;

export function deskHandler(parts: DeskParts) {
  return async (event: PosEvent, invocation: Invocation): Promise<ApiReply> => {
    const { clientId = "", conversationId = "" } = event.pathParameters ?? {};
    const log = parts.log.with({ clientId, requestId: invocation.awsRequestId });
    if (!clientId || event.requestContext.authorizer?.clientId !== clientId)
      return refuse(403, "forbidden", "This key belongs to another restaurant.");
    if (event.httpMethod === "GET") {
      const rows = await parts.store.handedOver(clientId);
      return jsonReply(200, { conversations: rows.map(shown) });
    }
    const body = parseBody(event);
    if (!body.ok) return refuse(400, "invalid_request", body.problem);
    const row = await parts.store.find(clientId, conversationId);
    if (!row) return refuse(404, "no_conversation", "This restaurant has no such conversation.");
    const { action = "reply", text, messageId = invocation.awsRequestId } = body.post;
    const refusal = action === "reply" ? refusalOf(row, parts.clock()) : undefined;
    if (refusal) return refusal;
    return take(row, { action, text, messageId }, parts, log.with({ conversationId }));
  };
}

async function take(
  { clientId, conversationId, phone }: DeskRow,
  post: Pick<StaffMessage, "action" | "text" | "messageId">,
  parts: DeskParts,
  log: Log,
): Promise<ApiReply> {
  const tenant = await parts.tenants.find(clientId);
  if (!tenant) return refuse(404, "no_conversation", "There is no such restaurant.");
  const message: StaffMessage = {
    ...{ v: 1, kind: "staff", clientId, conversationId, phone, ...post },
    sentAt: parts.clock().toISOString(),
  };
  const region = await handOver(
    parts,
    {
      queue: inboxQueueName(parts.inboxQueue, tenant),
      body: message,
      group: conversationId,
      deduplicationId: `staff-${clientId}-${post.messageId}`,
    },
    log,
  );
  log.info("Took a message of the restaurant's.", { action: post.action, messageId: post.messageId, region });
  return jsonReply(200, { messageId: post.messageId });
}

function refusalOf({ handoff, lastInboundAt }: DeskRow, now: Date): ApiReply | undefined {
  if (!handoff)
    return refuse(
      409,
      "not_handed_over",
      "The bot has this conversation: only what a customer asked a person for can be answered.",
    );
  if (lastInboundAt === undefined || now.getTime() - Date.parse(lastInboundAt) >= windowMs)
    return refuse(
      409,
      "window_closed",
      "The customer has not written for 24 h: WhatsApp takes no message until they do.",
    );
  return undefined;
}

function shown({ conversationId, customerName, phone, handoff, history, lastInboundAt }: DeskRow) {
  return {
    ...{ conversationId, customerName, phone, lastInboundAt },
    ...{ since: handoff?.since, lastAt: handoff?.lastAt, reason: handoff?.reason },
    messages: history
      .slice(-messagesShown)
      .map(({ role, text }) => ({ from: role === "user" ? "customer" : "restaurant", text })),
  };
}

function refuse(httpStatus: number, code: string, message: string): ApiReply {
  return jsonReply(httpStatus, { error: { code, message } });
}

type Body =
  | { readonly ok: true; readonly post: StaffPost }
  | { readonly ok: false; readonly problem: string };

/** zod/mini carries no sentences, so what is accepted is said here. */
const accepted =
  'expected {"text", "messageId"?} or {"action": "resume"}: text has 1–4096 characters, messageId 1–64 of a-z, A-Z, 0-9, _, -';

function parseBody(event: PosEvent): Body {
  let json: unknown;
  try {
    json = JSON.parse(bodyOf(event));
  } catch {
    return { ok: false, problem: `The body is no JSON; ${accepted}.` };
  }
  const parsed = StaffPost.safeParse(json);
  const isReply = parsed.success && parsed.data.action !== "resume";
  if (!parsed.success || (isReply && !parsed.data.text?.trim()))
    return { ok: false, problem: `It is no message; ${accepted}.` };
  const { text } = parsed.data;
  return { ok: true, post: { ...parsed.data, text: text && maskWritten(text) } };
}
