/** CustomerTable. */
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Customers } from "../conversation/ports.ts";
import type { Clock } from "../shared/clock.ts";
import { CustomerRecord, isPhone } from "../shared/customer.ts";
import type { Log } from "../shared/logger.ts";
import { problemsOf } from "../shared/problems.ts";
import { conditionFailed } from "./tables.ts";

export function openCustomers(
  tables: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
  log: Pick<Log, "error">,
): Customers {
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
              ...(isPhone(phone) ? { phone } : { whatsAppUserId: phone }),
              name,
              createdAt: clock().toISOString(),
            },
            ConditionExpression: "attribute_not_exists(customerId)",
          }),
        );
        return undefined;
      } catch (error) {
        if (!conditionFailed(error)) throw error;
        return this.find(clientId, customerId);
      }
    },

    async find(clientId, customerId) {
      const { Item } = await tables.send(
        new GetCommand({ TableName: table, Key: { clientId, customerId }, ConsistentRead: true }),
      );
      if (!Item) return undefined;
      const parsed = CustomerRecord.safeParse(Item);
      if (parsed.success) return parsed.data;
      const problems = problemsOf(parsed.error);
      // The customer is served as one who is new; the row stays for a person to look at.
      log.error("CustomerTable's row is malformed.", { clientId, customerId, problems });
      return undefined;
    },

    async note(clientId, customerId, changes) {
      const entries = Object.entries(changes);
      const kept = entries.filter(([, value]) => value !== null);
      const gone = entries.filter(([, value]) => value === null);
      const names = (some: typeof entries, one: (key: string) => string) =>
        some.map(([key]) => one(key)).join(", ");
      const set = kept.length > 0 ? `SET ${names(kept, (key) => `#${key} = :${key}`)}` : "";
      const remove = gone.length > 0 ? `REMOVE ${names(gone, (key) => `#${key}`)}` : "";
      try {
        await tables.send(
          new UpdateCommand({
            TableName: table,
            Key: { clientId, customerId },
            UpdateExpression: `${set} ${remove}`.trim(),
            ExpressionAttributeNames: Object.fromEntries(entries.map(([key]) => [`#${key}`, key])),
            ...(kept.length > 0 && {
              ExpressionAttributeValues: Object.fromEntries(kept.map(([key, value]) => [`:${key}`, value])),
            }),
            // Who was erased does not come back by a note.
            ConditionExpression: "attribute_exists(customerId)",
          }),
        );
      } catch (error) {
        if (!conditionFailed(error)) throw error;
      }
    },

    async erase(clientId, customerId) {
      await tables.send(new DeleteCommand({ TableName: table, Key: { clientId, customerId } }));
    },
  };
}
