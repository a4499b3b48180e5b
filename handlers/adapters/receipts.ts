/** What has been taken already: one item an event in IdempotencyTable, kept for a week. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../shared/clock.ts";
import { conditionFailed } from "./tables.ts";

export interface Receipts {
  has(id: string): Promise<boolean>;
  /** Whether this call was the first to write it. */
  write(id: string): Promise<boolean>;
}

const keepSeconds = 7 * 24 * 60 * 60;

export function openReceipts(tables: DynamoDBDocumentClient, table: string, clock: Clock): Receipts {
  return {
    async has(id) {
      const { Item } = await tables.send(new GetCommand({ TableName: table, Key: { id } }));
      return Item !== undefined;
    },
    async write(id) {
      const now = clock();
      try {
        await tables.send(
          new PutCommand({
            TableName: table,
            Item: {
              id,
              at: now.toISOString(),
              ttl: Math.floor(now.getTime() / 1000) + keepSeconds,
            },
            ConditionExpression: "attribute_not_exists(id)",
          }),
        );
        return true;
      } catch (error) {
        if (conditionFailed(error)) return false;
        throw error;
      }
    },
  };
}
