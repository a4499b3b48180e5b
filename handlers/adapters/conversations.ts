/** ConversationTable. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Conversations } from "../conversation/ports.ts";
import { Conversation } from "../conversation/record.ts";
import type { Clock } from "../shared/clock.ts";
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
      if (!Item) return undefined;
      const parsed = Conversation.safeParse(Item);
      if (parsed.success) return parsed.data;
      const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
      throw new Error(
        `ConversationTable's row ${clientId} ${conversationId} is malformed: ${problems.join("; ")}. Mend it, or delete it to begin the conversation anew.`,
      );
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
