/** ConversationTable, as far as the restaurant's people and the clock look at it; only the conversation writes it. */
import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import * as z from "zod/mini";

const Row = z.object({
  clientId: z.string(),
  conversationId: z.string(),
  phone: z.string(),
  customerName: z.optional(z.string()),
  history: z.array(z.object({ role: z.enum(["user", "assistant"]), text: z.string() })),
  handoff: z.optional(z.object({ since: z.string(), lastAt: z.string(), reason: z.string() })),
  lastInboundAt: z.optional(z.string()),
});
export type DeskRow = z.infer<typeof Row>;

export interface DeskStore {
  find(clientId: string, conversationId: string): Promise<DeskRow | undefined>;
  /** The tenant's conversations that a person has, longest silence first. */
  handedOver(clientId: string): Promise<readonly DeskRow[]>;
  /** Those whose customers are to be asked how it was, by now. */
  toSurvey(clientId: string, now: string): Promise<readonly DeskRow[]>;
}

/** More than a restaurant's people can have at once, or a schedule gets through. */
const rowsAtMost = 200;

export function openDeskStore(tables: DynamoDBDocumentClient, table: string): DeskStore {
  const find: DeskStore["find"] = async (clientId, conversationId) => {
    const { Item } = await tables.send(
      new GetCommand({ TableName: table, Key: { clientId, conversationId }, ConsistentRead: true }),
    );
    const parsed = Row.safeParse(Item);
    return parsed.success ? parsed.data : undefined;
  };

  /** @param condition beside the tenant. */
  async function inIndex(
    IndexName: string,
    tenantKey: string,
    clientId: string,
    condition = "",
    values: Readonly<Record<string, string>> = {},
  ): Promise<DeskRow[]> {
    const rows: DeskRow[] = [];
    const pages = paginateQuery(
      { client: tables },
      {
        ...{ TableName: table, IndexName, KeyConditionExpression: `${tenantKey} = :clientId${condition}` },
        ExpressionAttributeValues: { ":clientId": clientId, ...values },
      },
    );
    for await (const page of pages) {
      for (const item of page.Items ?? []) {
        const parsed = Row.safeParse(item);
        if (parsed.success) rows.push(parsed.data);
      }
      if (rows.length >= rowsAtMost) break;
    }
    return rows.slice(0, rowsAtMost);
  }

  return {
    find,
    handedOver: (clientId) => inIndex("HandoffIndex", "handoffTenant", clientId),
    toSurvey: (clientId, now) =>
      inIndex("SurveyIndex", "surveyTenant", clientId, " AND surveyAt <= :now", { ":now": now }),
  };
}
