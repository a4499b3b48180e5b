/** Whose turn it is among the regions: one item of IdempotencyTable, without an end. */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod/mini";
import type { TurnStore } from "../shared/epoch.ts";
import { conditionFailed } from "./tables.ts";

const id = "active-epoch";
const Turn = z.object({ epoch: z.int(), region: z.string() });

export function openTurns(tables: DynamoDBDocumentClient, table: string): TurnStore {
  return {
    async read() {
      const { Item } = await tables.send(
        new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }),
      );
      return Item && Turn.parse(Item);
    },
    async replace(previous, next) {
      try {
        await tables.send(
          new PutCommand({
            TableName: table,
            Item: { id, ...next },
            ConditionExpression: previous ? "epoch = :epoch" : "attribute_not_exists(id)",
            ExpressionAttributeValues: previous && { ":epoch": previous.epoch },
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
