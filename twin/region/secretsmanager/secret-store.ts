/** What a region knows of its secrets: definitions from the graph, values in memory or in one file. */
import { EventEmitter } from "node:events";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { AwsError } from "../aws-service.ts";
import type { SecretDefinition } from "./graph-secrets.ts";
import type { SecretVersion } from "./versions.ts";

const Version = z.object({
  id: z.string(),
  string: z.string().optional(),
  binary: z.string().optional(),
  createdAt: z.number(),
  stages: z.array(z.string()),
});
const Saved = z.record(z.string(), z.array(Version));

export interface SecretStore {
  readonly definitions: readonly SecretDefinition[];
  readonly changes: EventEmitter<{ change: [name: string] }>;
  /** By name, ARN, or ARN without its last six characters. */
  find(secretId: string): SecretDefinition | undefined;
  /** @throws AwsError ResourceNotFoundException */
  get(secretId: string): SecretDefinition;
  versions(name: string): readonly SecretVersion[];
  save(name: string, versions: readonly SecretVersion[]): void;
}

/** @throws a sentence when the file cannot be read */
export function openSecretStore(definitions: readonly SecretDefinition[], dataDir?: string): SecretStore {
  const file = dataDir && path.join(dataDir, "secrets.json");
  const values = new Map(Object.entries(file ? read(file) : {}) as [string, readonly SecretVersion[]][]);
  const changes = new EventEmitter<{ change: [string] }>();
  const find = (id: string) =>
    definitions.find(({ name, arn }) => name === id || arn === id || arn.slice(0, -7) === id);
  return {
    definitions,
    changes,
    find,
    get(secretId) {
      const secret = find(secretId);
      if (secret) return secret;
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    },
    versions: (name) => values.get(name) ?? [],
    save(name, versions) {
      values.set(name, versions);
      if (file) write(file, Object.fromEntries(values));
      changes.emit("change", name);
    },
  };
}

function read(file: string): z.infer<typeof Saved> {
  const unreadable = (why: string) =>
    new Error(
      `The secrets in ${file} cannot be read (${why}). Move that file away, or give another folder with --state.`,
    );
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw unreadable((error as Error).message);
  }
  const parsed = Saved.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unreadable(`${issue?.path.join(".") || "the document"}: ${issue?.message}`);
}

/** Written whole and then moved into place, so that a crash leaves the previous values. */
function write(file: string, values: object): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(values), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
