/** PaymentRecordsTable. */
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import { conditionFailed } from "../adapters/tables.ts";
import type { Log } from "../shared/logger.ts";
import { problemsOf } from "../shared/problems.ts";
import type { PaymentStore } from "./ports.ts";
import { isOpen, PaymentRecord } from "./record.ts";

export function openPaymentStore(
  tables: DynamoDBDocumentClient,
  table: string,
  log: Pick<Log, "error">,
): PaymentStore {
  return {
    async find(clientId, paymentId) {
      const { Item } = await tables.send(
        new GetCommand({ TableName: table, Key: { paymentId }, ConsistentRead: true }),
      );
      return Item?.clientId === clientId ? parse(Item) : undefined;
    },
    async findByProviderId(clientId, providerPaymentId) {
      const { Items } = await tables.send(
        new QueryCommand({
          TableName: table,
          IndexName: "ProviderPaymentIndex",
          KeyConditionExpression: "tenantProviderPayment = :key",
          ExpressionAttributeValues: { ":key": `${clientId}#${providerPaymentId}` },
          Limit: 1,
        }),
      );
      return Items?.[0] && this.find(clientId, String(Items[0].paymentId));
    },
    async open(clientId) {
      const pages = paginateQuery(
        { client: tables },
        {
          TableName: table,
          IndexName: "PendingIndex",
          KeyConditionExpression: "pendingTenant = :clientId",
          ExpressionAttributeValues: { ":clientId": clientId },
        },
      );
      const found: PaymentRecord[] = [];
      for await (const page of pages)
        for (const item of page.Items ?? []) {
          const parsed = read(item);
          if (parsed.ok) found.push(parsed.record);
          // The tenant's others are reconciled all the same.
          else log.error("A charge's row cannot be read.", { clientId, problem: parsed.problem });
        }
      return found;
    },
    async put(record) {
      const next = { ...record, revision: record.revision + 1 };
      const first = record.revision === 0;
      try {
        await tables.send(
          new PutCommand({
            TableName: table,
            Item: toItem(next),
            ConditionExpression: first ? "attribute_not_exists(paymentId)" : "revision = :revision",
            ExpressionAttributeValues: first ? undefined : { ":revision": record.revision },
          }),
        );
        return next;
      } catch (error) {
        if (conditionFailed(error)) return undefined;
        throw error;
      }
    },
  };
}

/** The record with the attributes that its indexes want; a sparse one is left out where it does not apply. */
export function toItem(record: PaymentRecord): Record<string, unknown> {
  const { clientId, orderId, providerPaymentId } = record;
  return {
    ...record,
    tenantOrder: `${clientId}#${orderId}`,
    tenantProviderPayment: providerPaymentId && `${clientId}#${providerPaymentId}`,
    pendingTenant: isOpen(record) ? clientId : undefined,
  };
}

function parse(item: Record<string, unknown>): PaymentRecord {
  const parsed = read(item);
  if (parsed.ok) return parsed.record;
  throw new Error(parsed.problem);
}

type Read =
  | { readonly ok: true; readonly record: PaymentRecord }
  | { readonly ok: false; readonly problem: string };

function read(item: Record<string, unknown>): Read {
  const parsed = PaymentRecord.safeParse(item);
  if (parsed.success) return { ok: true, record: parsed.data };
  const problems = problemsOf(parsed.error);
  return {
    ok: false,
    problem: `PaymentRecordsTable's item ${item.paymentId} is malformed: ${problems.join("; ")}.`,
  };
}
