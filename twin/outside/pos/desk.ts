/** The restaurants' people at their customers' conversations, by the same API as any point of sale. */
import * as z from "zod";
import type { Clock } from "../../clock.ts";
import { type Internet, type PublicReply, postPublic } from "../internet.ts";

const Conversation = z.object({
  conversationId: z.string(),
  customerName: z.string().optional(),
  phone: z.string(),
  since: z.string().optional(),
  reason: z.string().optional(),
  messages: z.array(z.object({ from: z.enum(["customer", "restaurant"]), text: z.string() })),
});
export type DeskConversation = z.infer<typeof Conversation>;

export type DeskResult =
  | { readonly ok: true }
  /** `reason` says in English what went wrong. */
  | { readonly ok: false; readonly httpStatus?: number; readonly reason: string };

export interface Desk {
  /** Those of a restaurant that a person has. Throws a sentence when the API does not answer. */
  conversations(clientId: string): Promise<readonly DeskConversation[]>;
  /** Somebody of the restaurant writes to the customer. */
  reply(clientId: string, conversationId: string, text: string): Promise<DeskResult>;
  /** Gives the conversation back to the bot. */
  resume(clientId: string, conversationId: string): Promise<DeskResult>;
}

const budgetMs = 30_000;

export function createDesk(
  clock: Clock,
  internet: () => Internet | undefined,
  apiKey: (clientId: string) => string,
): Desk {
  async function call(
    method: "GET" | "POST",
    clientId: string,
    path: string,
    body?: object,
  ): Promise<PublicReply> {
    const connected = internet();
    if (!connected) return { ok: false, reason: "The point of sale is not connected yet." };
    return postPublic(connected, clock, {
      method,
      url: `https://${connected.publicHost}/pos/${clientId}/conversations${path}`,
      headers: { "x-api-key": apiKey(clientId), ...(body && { "content-type": "application/json" }) },
      body: body ? JSON.stringify(body) : "",
      budgetMs,
    });
  }

  async function post(clientId: string, conversationId: string, body: object): Promise<DeskResult> {
    const reply = await call("POST", clientId, `/${encodeURIComponent(conversationId)}/messages`, body);
    if (!reply.ok) return { ok: false, reason: reply.reason };
    if (reply.status === 200) return { ok: true };
    return { ok: false, httpStatus: reply.status, reason: `HTTP ${reply.status}: ${reply.body}` };
  }

  return {
    async conversations(clientId) {
      const reply = await call("GET", clientId, "");
      if (!reply.ok) throw new Error(`The conversations of ${clientId} could not be read: ${reply.reason}.`);
      if (reply.status !== 200)
        throw new Error(`The conversations of ${clientId} could not be read: HTTP ${reply.status}.`);
      return z.object({ conversations: z.array(Conversation) }).parse(JSON.parse(reply.body)).conversations;
    },
    reply: (clientId, conversationId, text) => post(clientId, conversationId, { text }),
    resume: (clientId, conversationId) => post(clientId, conversationId, { action: "resume" }),
  };
}
