/** Secrets Manager: one secret read, checked, and kept for a while. */
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type * as z from "zod/mini";
import type { Clock } from "../shared/clock.ts";
import { patience } from "./patience.ts";

export interface Secret<Value> {
  /** At most five minutes old. Throws a sentence when the secret is missing or malformed. */
  read(): Promise<Value>;
  /** Read again, for a value that may just have been rotated; at most once a second. */
  refresh(): Promise<Value>;
}

const keepMs = 5 * 60_000;
/** Anybody may send a forged request, and each asks for a fresh secret. */
const refreshMs = 1_000;

export function openSecret<Value>(
  secretId: string,
  schema: z.ZodMiniType<Value>,
  clock: Clock,
): Secret<Value> {
  const client = new SecretsManagerClient({
    requestHandler: patience(1_000, 3_000),
  });
  return keptSecret(async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return parseSecret(secretId, SecretString ?? "", schema);
  }, clock);
}

/** Keeps what `load` gives; callers at the same time share one look-up. */
export function keptSecret<Value>(load: () => Promise<Value>, clock: Clock): Secret<Value> {
  let kept: { readonly value: Value; readonly at: number } | undefined;
  let loading: Promise<Value> | undefined;
  const notOlderThan = async (ms: number) => {
    if (kept && clock().getTime() - kept.at < ms) return kept.value;
    loading ??= load()
      .then((value) => {
        kept = { value, at: clock().getTime() };
        return value;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };
  return { read: () => notOlderThan(keepMs), refresh: () => notOlderThan(refreshMs) };
}

/** The sentence names the secret and the place in it, never a value. */
export function parseSecret<Value>(secretId: string, text: string, schema: z.ZodMiniType<Value>): Value {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`Secret ${secretId} is no JSON. Write it in the shape of handlers/shared/secrets.ts.`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => issue.path.join(".") || "(top level)");
  throw new Error(
    `Secret ${secretId} is malformed at ${places.join(", ")}. Write it in the shape of handlers/shared/secrets.ts.`,
  );
}
