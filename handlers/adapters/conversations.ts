/** ConversationTable. */
import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Conversations, Found } from "../conversation/ports.ts";
import { Conversation } from "../conversation/record.ts";
import type { Clock } from "../shared/clock.ts";
import { problemsOf } from "../shared/problems.ts";
import { conditionFailed } from "./tables.ts";

/** A conversation that rests longer begins anew. */
const keepSeconds = 30 * 24 * 60 * 60;

export function openConversations(
  tables: DynamoDBDocumentClient,
  table: string,
  region: string,
  clock: Clock,
): Conversations {
  return {
    async find(clientId, conversationId) {
      // Consistent: the batch before this one may have written it a moment ago.
      const { Item } = await tables.send(
        new GetCommand({ TableName: table, Key: { clientId, conversationId }, ConsistentRead: true }),
      );
      return Item ? readConversation(Item) : { ok: true };
    },

    async discard(clientId, conversationId) {
      await tables.send(new DeleteCommand({ TableName: table, Key: { clientId, conversationId } }));
    },

    async save(conversation) {
      const now = clock();
      const { clientId, conversationId, phone, revision } = conversation;
      const next = { ...conversation, revision: revision + 1 };
      try {
        await tables.send(
          new PutCommand({
            TableName: table,
            Item: {
              ...next,
              tenantPhone: `${clientId}#${phone}`,
              lastUpdated: now.toISOString(),
              handoffTenant: conversation.handoff && clientId,
              handoffAt: conversation.handoff?.lastAt,
              surveyTenant: conversation.survey?.dueAt && clientId,
              surveyAt: conversation.survey?.dueAt,
              region,
              ttl: Math.floor(now.getTime() / 1000) + keepSeconds,
            },
            ...(revision === 0
              ? { ConditionExpression: "attribute_not_exists(conversationId)" }
              : {
                  ConditionExpression: "revision = :revision",
                  ExpressionAttributeValues: { ":revision": revision },
                }),
          }),
        );
        return next;
      } catch (error) {
        if (!conditionFailed(error)) throw error;
        throw new Error(
          `Conversation ${conversationId} was written by somebody else since it was read (revision ${revision}); its messages will be tried again.`,
          { cause: error },
        );
      }
    },
  };
}

/** A row carries index attributes beside the conversation. */
export function readConversation(row: Readonly<Record<string, unknown>>): Found {
  const parsed = Conversation.safeParse(row);
  if (parsed.success) return { ok: true, conversation: parsed.data };
  const problems = problemsOf(parsed.error);
  return {
    ok: false,
    row,
    problem: `ConversationTable's row ${row.clientId} ${row.conversationId} is malformed: ${problems.join("; ")}.`,
  };
}
