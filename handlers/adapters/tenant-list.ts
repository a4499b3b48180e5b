/** Every active tenant's id, for the schedules that go through all of them. */
import { type DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";

export function openTenantList(
  tables: DynamoDBDocumentClient,
  table: string,
): () => Promise<readonly string[]> {
  return async () => {
    const ids: string[] = [];
    const pages = paginateScan(
      { client: tables },
      {
        TableName: table,
        FilterExpression: "active = :true",
        ExpressionAttributeValues: { ":true": true },
        ProjectionExpression: "clientId",
      },
    );
    for await (const page of pages) for (const row of page.Items ?? []) ids.push(String(row.clientId));
    return ids.sort();
  };
}
