/** Conversations near at hand: in the region's cache for a while, and in the table for good. */
import type { ContextCache, Conversations } from "../conversation/ports.ts";
import type { Conversation } from "../conversation/record.ts";
import { RetryLater } from "../conversation/retry-later.ts";
import type { Cache } from "./cache.ts";
import { readConversation } from "./conversations.ts";

/** Longer than somebody thinks about an order. */
const keepSeconds = 30 * 60;

export function openContextCache(cache: Cache): ContextCache {
  const key = (conversationId: string) => `conversation:${conversationId}`;
  return {
    get: (clientId, conversationId) => cache.get(clientId, key(conversationId)),
    put: (conversation) =>
      isSettled(conversation)
        ? cache.put(conversation.clientId, key(conversation.conversationId), conversation, keepSeconds)
        : cache.forget(conversation.clientId, key(conversation.conversationId)),
    forget: (clientId, conversationId) => cache.forget(clientId, key(conversationId)),
  };
}

/** The table's conversations, found in the cache where it has them. */
export function nearConversations(table: Conversations, cache: ContextCache): Conversations {
  /** Ids of those that were found in the cache and not saved since: they may be old. */
  const unproven = new Set<string>();
  return {
    async find(clientId, conversationId) {
      const kept = await cache.get(clientId, conversationId);
      const read = isRow(kept) ? readConversation(kept) : undefined;
      // Of another version of this program, perhaps: the table has today's, or says what is wrong.
      if (!read?.ok || !read.conversation) {
        unproven.delete(conversationId);
        return table.find(clientId, conversationId);
      }
      unproven.add(conversationId);
      return read;
    },

    async save(conversation) {
      const { clientId, conversationId } = conversation;
      try {
        const saved = await table.save(conversation);
        unproven.delete(conversationId);
        await cache.put(saved);
        return saved;
      } catch (error) {
        await cache.forget(clientId, conversationId);
        // Most likely the copy was old: nothing has been sent on its word, and the table's is right at once.
        if (unproven.delete(conversationId))
          throw new RetryLater(error instanceof Error ? error.message : String(error), 1);
        throw error;
      }
    },

    async discard(clientId, conversationId) {
      await cache.forget(clientId, conversationId);
      await table.discard(clientId, conversationId);
    },
  };
}

function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/**
 * Whether nothing is to be done but to wait for the customer. Whoever takes up an old copy of such a conversation saves
 * before anything is sent or changed, and is found out; an old copy with messages to send would send them twice.
 */
function isSettled({ openTurn, outgoing }: Conversation): boolean {
  return !openTurn && outgoing.length === 0;
}
