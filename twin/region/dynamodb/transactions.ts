/** TransactWriteItems and TransactGetItems, which the engine lacks: all of it or nothing, with a reason for each item. */
import { createHash } from "node:crypto";
import type { Clock } from "../../clock.ts";
import { AwsError } from "../aws-service.ts";
import { failedItem } from "./condition-failure.ts";
import type { Database } from "./database.ts";
import { itemSize, type Operation, type ParsedRequest, parse, run, storageKey, tableOf } from "./dynalite.ts";
import { stage } from "./staging.ts";

const WRITES: Readonly<Record<string, Operation>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  // A delete that is checked and then not carried out.
  ConditionCheck: "DeleteItem",
};

const MAX_ITEMS = 100;
const MAX_BYTES = 4 * 1024 * 1024;
const TOKEN_LIFETIME_MS = 10 * 60_000;

type Fields = Record<string, unknown>;
type Reason = { readonly Code: string; readonly Message?: string; readonly Item?: unknown };

export interface Transactions {
  write(input: Fields): Promise<Fields>;
  get(input: Fields): Promise<Fields>;
}

export function createTransactions(database: Database, clock: Clock): Transactions {
  const { store } = database;
  /** ClientRequestToken → what was asked with it, and until when AWS remembers. */
  const tokens = new Map<string, { readonly request: string; readonly until: number }>();

  /** True when this very transaction has been carried out before. */
  const isRepeat = (token: string, items: readonly unknown[]): boolean => {
    for (const [key, { until }] of tokens) if (until <= clock.now()) tokens.delete(key);
    const known = tokens.get(token);
    if (known && known.request !== fingerprint(items)) {
      throw new AwsError(
        "IdempotentParameterMismatchException",
        "The request uses the same client token as a previous, but non-identical request.",
      );
    }
    return known !== undefined;
  };

  return {
    async write(input) {
      const items = transactItems(input, Object.keys(WRITES));
      const request = fingerprint(items.map(({ raw }) => raw));
      const ops = items.map(({ kind, fields }) => ({
        kind,
        fields,
        operation: WRITES[kind] as Operation,
        request: parse(WRITES[kind] as Operation, requireCondition(kind, fields), store),
      }));
      await refuseRepeatedItems(ops.map((op) => op.request));
      const token = String(input.ClientRequestToken ?? "");
      return database.exclusive(async () => {
        if (
          token &&
          isRepeat(
            token,
            items.map(({ raw }) => raw),
          )
        )
          return {};
        const staging = stage(store);
        const reasons: Reason[] = [];
        for (const { kind, fields, operation, request } of ops) {
          const target = kind === "ConditionCheck" ? stage(store) : staging;
          reasons.push(
            await database.operate(target, operation, request).then(
              () => ({ Code: "None" }),
              (error) => reasonFor(error, fields, request),
            ),
          );
        }
        if (reasons.some(({ Code }) => Code !== "None")) throw cancelled(reasons);
        await database.commit(staging, "client");
        if (token) tokens.set(token, { request, until: clock.now() + TOKEN_LIFETIME_MS });
        return {};
      });
    },
    async get(input) {
      const items = transactItems(input, ["Get"]);
      const requests = items.map(({ fields }) => parse("GetItem", fields, store));
      return database.exclusive(async () => ({
        Responses: await Promise.all(
          requests.map(async (request) => {
            const { Item } = await run("GetItem", store, request);
            return Item ? { Item } : {};
          }),
        ),
      }));
    },
  };

  async function refuseRepeatedItems(requests: readonly ParsedRequest[]): Promise<void> {
    const seen = new Set<string>();
    let bytes = 0;
    for (const request of requests) {
      const table = await tableOf(store, request.TableName);
      bytes += request.Item ? itemSize(request.Item) : 0;
      const key = placeOf(request, table);
      if (key === undefined) continue;
      const place = `${request.TableName}~${key}`;
      if (seen.has(place)) {
        throw new AwsError(
          "ValidationException",
          "Transaction request cannot include multiple operations on one item",
        );
      }
      seen.add(place);
    }
    if (bytes > MAX_BYTES) {
      throw new AwsError(
        "ValidationException",
        "Transaction request cannot be larger than 4 MB: the aggregate size of its items exceeds the limit",
      );
    }
  }

  async function reasonFor(error: unknown, fields: Fields, request: ParsedRequest): Promise<Reason> {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === "ConditionalCheckFailedException") {
      const item = await failedItem(database, fields, request);
      return { Code: "ConditionalCheckFailed", Message: error.message, ...(item && { Item: item }) };
    }
    if (error.code === "ValidationException") return { Code: "ValidationError", Message: error.message };
    throw error;
  }
}

function fingerprint(items: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(items)).digest("hex");
}

function requireCondition(kind: string, fields: Fields): Fields {
  if (kind === "ConditionCheck" && !fields.ConditionExpression) {
    throw new AwsError(
      "ValidationException",
      "The expression can not be empty; ConditionExpression is required",
    );
  }
  return structuredClone(fields);
}

/** Undefined for a malformed key, which the operation itself will name. */
function placeOf(request: ParsedRequest, table: Parameters<typeof storageKey>[1]): string | undefined {
  const key = request.Key ?? request.Item;
  try {
    return key && storageKey(key, table);
  } catch {
    return undefined;
  }
}

function transactItems(input: Fields, kinds: readonly string[]) {
  const list = Array.isArray(input.TransactItems) ? (input.TransactItems as Fields[]) : [];
  if (list.length < 1 || list.length > MAX_ITEMS) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${list.length < 1 ? "greater than or equal to 1" : `less than or equal to ${MAX_ITEMS}`}`,
    );
  }
  return list.map((raw) => {
    const given = Object.keys(raw).filter((kind) => raw[kind] !== undefined);
    const [kind = ""] = given;
    if (given.length !== 1 || !kinds.includes(kind)) {
      throw new AwsError("ValidationException", `TransactItems can only contain one of ${kinds.join(", ")}`);
    }
    return { kind, fields: raw[kind] as Fields, raw };
  });
}

function cancelled(reasons: readonly Reason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return new AwsError(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}
