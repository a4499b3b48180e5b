/** Reads requests of the JSON protocol, and the rules that all batch actions share. */
import * as z from "zod";
import { AwsError } from "../aws-service.ts";
import { invalid, missing } from "./refusals.ts";

export interface Failed {
  readonly Id: string;
  readonly Code: string;
  readonly Message: string;
  readonly SenderFault: boolean;
}

/** @throws AwsError MissingParameter, InvalidParameterValue */
export function read<T>(schema: z.ZodType<T>, body: unknown, prefix = ""): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const parameter = prefix + issue.path.join(".");
  throw valueAt(body, issue.path) === undefined || valueAt(body, issue.path) === ""
    ? missing(parameter)
    : invalid(`Invalid value for parameter ${parameter}: ${issue.message}.`);
}

/** @throws AwsError as each batch action refuses: empty, over ten entries, repeated or malformed ids. */
export function batchEntries<T extends { Id: string }>(entries: unknown, schema: z.ZodType<T>): T[] {
  const list = z.array(z.unknown()).optional().parse(entries) ?? [];
  if (list.length === 0)
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (list.length > 10)
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${list.length}.`,
    );
  const read_ = list.map((entry, index) => read(schema, entry, `Entries.${index + 1}.`));
  const ids = new Set<string>();
  for (const { Id } of read_) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id))
      throw new AwsError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    if (ids.has(Id)) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    ids.add(Id);
  }
  return read_;
}

/** @throws what is no refusal of AWS. */
export function failedEntry(Id: string, error: unknown): Failed {
  if (!(error instanceof AwsError)) throw error;
  return { Id, Code: error.code, Message: error.message, SenderFault: true };
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      value === null || value === undefined ? undefined : (value as Record<PropertyKey, unknown>)[key],
    body,
  );
}
