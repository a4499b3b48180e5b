/** CustomerTable. */
import { type DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Customers } from "../conversation/ports.ts";
import type { Clock } from "../shared/clock.ts";
import { conditionFailed } from "./tables.ts";

export function openCustomers(tables: DynamoDBDocumentClient, table: string, clock: Clock): Customers {
  return {
    async greet(clientId, { customerId, phone, name }) {
      try {
        await tables.send(
          new PutCommand({
            TableName: table,
            Item: {
              clientId,
              customerId,
              tenantPhone: `${clientId}#${phone}`,
              phone,
              name,
              createdAt: clock().toISOString(),
            },
            ConditionExpression: "attribute_not_exists(customerId)",
          }),
        );
      } catch (error) {
        if (!conditionFailed(error)) throw error;
      }
    },
  };
}
