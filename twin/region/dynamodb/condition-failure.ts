/** ReturnValuesOnConditionCheckFailure, which the engine ignores: the item that did not meet the condition. */
import type { Database } from "./database.ts";
import { type Item, type ParsedRequest, storageKey, storedItem, tableOf } from "./dynalite.ts";

/** The stored item, if the request asked for it. */
export async function failedItem(
  { store }: Database,
  input: Readonly<Record<string, unknown>>,
  request: ParsedRequest,
): Promise<Item | undefined> {
  if (input.ReturnValuesOnConditionCheckFailure !== "ALL_OLD") return undefined;
  const table = await tableOf(store, request.TableName);
  return storedItem(store, request.TableName, storageKey(request.Key ?? request.Item ?? {}, table));
}
