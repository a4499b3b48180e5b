/** What tenants use up, in IdempotencyTable: a token bucket of messages and a day's sum of model tokens. */
import { type DynamoDBDocumentClient, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { TenantUsage } from "../conversation/ports.ts";
import type { Clock } from "../shared/clock.ts";
import { conditionFailed } from "./tables.ts";

/** A bucket that is full again and a day that is over are of no use. */
const keepSeconds = 2 * 24 * 60 * 60;

const day = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Sao_Paulo", dateStyle: "short" });

export function openUsage(tables: DynamoDBDocumentClient, table: string, clock: Clock): TenantUsage {
  const ttl = () => Math.floor(clock().getTime() / 1000) + keepSeconds;
  const dayId = (clientId: string) => `tokens#${clientId}#${day.format(clock())}`;

  /** @param below the sum before must be less, or the condition fails. */
  async function add(clientId: string, tokens: number, below?: number): Promise<void> {
    await tables.send(
      new UpdateCommand({
        TableName: table,
        Key: { id: dayId(clientId) },
        UpdateExpression: "SET #ttl = :ttl ADD #sum :tokens",
        ...(below !== undefined && { ConditionExpression: "attribute_not_exists(#sum) OR #sum < :below" }),
        ExpressionAttributeNames: { "#ttl": "ttl", "#sum": "tokens" },
        ExpressionAttributeValues: {
          ":tokens": tokens,
          ":ttl": ttl(),
          ...(below !== undefined && { ":below": below }),
        },
      }),
    );
  }

  return {
    /**
     * The bucket is one number: when it would be full again (the "theoretical arrival time" of the generic cell rate
     * algorithm). Taking a message moves that moment on by a message's share of a minute, and is refused when it would be
     * more than a minute away. Each of the two moves is one conditional write, so that takers at the same time cannot
     * take the same message twice.
     */
    async takeMessage(clientId, perMinute) {
      const now = clock().getTime();
      const share = 60_000 / perMinute;
      const take = async (update: string, condition: string, values: Record<string, number>) => {
        try {
          await tables.send(
            new UpdateCommand({
              TableName: table,
              Key: { id: `rate#${clientId}` },
              UpdateExpression: `SET fullAt = ${update}, #ttl = :ttl`,
              ConditionExpression: condition,
              ExpressionAttributeNames: { "#ttl": "ttl" },
              ExpressionAttributeValues: { ...values, ":now": now, ":share": share, ":ttl": ttl() },
            }),
          );
          return true;
        } catch (error) {
          if (conditionFailed(error)) return false;
          throw error;
        }
      };
      const fromRunning = () =>
        take("fullAt + :share", "fullAt > :now AND fullAt <= :last", { ":last": now + 60_000 - share });
      const fromFull = () => take(":now + :share", "attribute_not_exists(fullAt) OR fullAt <= :now", {});
      // Of several that find it full at the same time one is first; for the others it is running by then.
      return (await fromRunning()) || (await fromFull()) || fromRunning();
    },

    async reserveTokens(clientId, tokens, perDay) {
      try {
        await add(clientId, tokens, perDay);
        return true;
      } catch (error) {
        if (conditionFailed(error)) return false;
        throw error;
      }
    },

    addTokens: (clientId, tokens) => add(clientId, tokens),
  };
}
