/** DynamoDB. */
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { patience } from "./patience.ts";

/** Documents in and out; an attribute that is undefined is not written. One for a function, made when it starts. */
export function openTables(): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ requestHandler: patience(1_000, 4_000) });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Whether a write was refused because its condition did not hold. */
export function conditionFailed(error: unknown): error is ConditionalCheckFailedException {
  return error instanceof ConditionalCheckFailedException;
}
