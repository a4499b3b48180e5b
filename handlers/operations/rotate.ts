/**
 * One rotation of a secret, in the four steps that Secrets Manager asks for, each of which may be repeated:
 *
 * 1. createSecret: a new credential for each entry, kept with the label AWSPENDING. The present ones stay good.
 * 2. setSecret: every reader, in both regions, learns that two are good; only then do providers change over.
 * 3. testSecret: the new ones work.
 * 4. finishSecret: the new ones alone are current.
 *
 * When a rotation is configured, Secrets Manager asks for step 3 alone, of a pending version that it makes and removes: a
 * trial of the configuration, with nothing to test.
 *
 * So there is no moment at which a provider uses a credential that a reader does not know. An entry whose provider does
 * not play along keeps what it has, and is reported.
 */
import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import type { Invocation } from "../shared/events.ts";
import type { Log } from "../shared/logger.ts";

export interface SecretVersions {
  describe(secretId: string): Promise<{
    /** By version id. */
    readonly labels: Readonly<Record<string, readonly string[]>>;
    /** Whether every replica has what is here. */
    readonly inSync: boolean;
  }>;
  /** Undefined while there is no such version, or none with a value. */
  read(
    secretId: string,
    at: { readonly label?: string; readonly version?: string },
  ): Promise<{ readonly version: string; readonly text: string } | undefined>;
  put(
    secretId: string,
    value: { readonly version: string; readonly text: string; readonly label: string },
  ): Promise<void>;
  makeCurrent(secretId: string, version: string, insteadOf: string): Promise<void>;
}

/** `problem` is a sentence. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

/** Who gives and takes the credentials of one secret's entries. */
export interface Provider<Entry> {
  /** A credential that is good beside the present one. Harmless when repeated. */
  renew(id: string, present: Entry): Promise<Outcome<Entry>>;
  /** The entry as readers need it while the provider changes over: with what it uses now, and with the next. */
  both(id: string, present: Entry, next: Entry): Promise<Outcome<Entry>>;
  /** The provider uses the next credential from here on. Harmless when repeated. */
  changeOver(id: string, present: Entry, next: Entry): Promise<Outcome<void>>;
  works(id: string, next: Entry): Promise<Outcome<void>>;
}

export interface Rotated<Entry> {
  readonly schema: z.ZodMiniType<Record<string, Entry>>;
  readonly provider: Provider<Entry>;
}

export interface RotationParts {
  /** By secret name. */
  // biome-ignore lint/suspicious/noExplicitAny: each secret has entries of its own shape.
  readonly secrets: Readonly<Record<string, Rotated<any>>>;
  readonly versions: SecretVersions;
  readonly pause: (ms: number) => Promise<void>;
  readonly log: Log;
}

const Event = z.object({
  /** ARN. */
  SecretId: z.string(),
  ClientRequestToken: z.string(),
  Step: z.enum(["createSecret", "setSecret", "testSecret", "finishSecret"]),
});

/** Providers are asked about this many entries at the same time. */
const atOnce = 5;
/** A reader that meets an unknown credential looks at the secret again, at most once a second. */
const readersMs = 2_000;
/** What was signed with the old credential may still be on its way. */
const inFlightMs = 5_000;

export function rotationHandler(parts: RotationParts) {
  return async (event: unknown, invocation: Invocation): Promise<void> => {
    const parsed = Event.safeParse(event);
    if (!parsed.success) throw new Error("The event is no step of a rotation: let Secrets Manager start it.");
    const { SecretId, ClientRequestToken: version, Step } = parsed.data;
    const name = nameOf(SecretId);
    const rotated = parts.secrets[name];
    if (!rotated) throw new Error(`Nobody knows how to rotate secret ${name}.`);
    const { labels } = await parts.versions.describe(SecretId);
    if (!labels[version])
      throw new Error(`Version ${version} of secret ${name} is not there: start a rotation anew.`);
    const log = parts.log.with({ requestId: invocation.awsRequestId });
    const rotation = new Rotation(SecretId, version, name, rotated, { ...parts, log });
    await rotation[Step](invocation);
    log.info(`Rotation of ${name}: ${Step} is done.`);
  };
}

/** "chatbot/twilio" from an ARN, whose last six characters AWS drew. */
function nameOf(secretId: string): string {
  return secretId.replace(/^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+)-[A-Za-z0-9]{6}$/, "$1");
}

class Rotation<Entry> {
  readonly #id: string;
  readonly #version: string;
  readonly #name: string;
  readonly #rotated: Rotated<Entry>;
  readonly #parts: RotationParts;

  constructor(id: string, version: string, name: string, rotated: Rotated<Entry>, parts: RotationParts) {
    this.#id = id;
    this.#version = version;
    this.#name = name;
    this.#rotated = rotated;
    this.#parts = parts;
  }

  async createSecret(): Promise<void> {
    const { provider } = this.#rotated;
    if (await this.#read({ version: this.#version })) return;
    const { entries } = await this.#current();
    const next = await this.#each(entries, (id, present) => provider.renew(id, present));
    if (entries.size > 0 && next.size === 0)
      throw new Error(`No entry of secret ${this.#name} could be renewed; the log says why for each.`);
    const all = Object.fromEntries([...entries].map(([id, present]) => [id, next.get(id) ?? present]));
    const value = { version: this.#version, text: JSON.stringify(all), label: "AWSPENDING" };
    await this.#parts.versions.put(this.#id, value);
  }

  async setSecret(invocation: Invocation): Promise<void> {
    const { provider } = this.#rotated;
    const current = await this.#current();
    if (current.version === this.#version) return;
    const renewed = await this.#renewed(current.entries);
    const both = await this.#each(renewed, (id, next) => provider.both(id, current.entries.get(id)!, next));
    this.#insist(both.size === renewed.size, "prepared");
    const text = JSON.stringify(Object.fromEntries([...current.entries, ...both]));
    if (text !== JSON.stringify(Object.fromEntries(current.entries)))
      await this.#parts.versions.put(this.#id, { version: randomUUID(), text, label: "AWSCURRENT" });
    await this.#replicated(invocation);
    await this.#parts.pause(readersMs);
    const changed = await this.#each(renewed, (id, next) =>
      provider.changeOver(id, current.entries.get(id)!, next),
    );
    this.#insist(changed.size === renewed.size, "changed over");
  }

  async testSecret(): Promise<void> {
    // In a rotation the two steps before have given it a value.
    if (!(await this.#read({ version: this.#version }))) {
      this.#parts.log.info(`Version ${this.#version} of secret ${this.#name} has no value: this is a trial.`);
      return;
    }
    const current = await this.#current();
    if (current.version === this.#version) return;
    const renewed = await this.#renewed(current.entries);
    const working = await this.#each(renewed, (id, next) => this.#rotated.provider.works(id, next));
    this.#insist(working.size === renewed.size, "tested");
    if (renewed.size > 0) await this.#parts.pause(inFlightMs);
  }

  async finishSecret(): Promise<void> {
    const { version, entries } = await this.#current();
    if (version === this.#version) return;
    const pending = await this.#pending();
    const added = [...entries.keys()].filter((id) => !pending.has(id));
    if (added.length)
      throw new Error(
        `Somebody added ${added.join(", ")} to secret ${this.#name} while it rotated. Cancel the rotation (cancel-rotate-secret), take AWSPENDING off version ${this.#version}, and start anew.`,
      );
    await this.#parts.versions.makeCurrent(this.#id, this.#version, version);
  }

  /** The pending entries that differ from the current ones. */
  async #renewed(current: ReadonlyMap<string, Entry>): Promise<Map<string, Entry>> {
    const same = (id: string, next: Entry) => JSON.stringify(current.get(id)) === JSON.stringify(next);
    return new Map([...(await this.#pending())].filter(([id, next]) => current.has(id) && !same(id, next)));
  }

  async #pending(): Promise<Map<string, Entry>> {
    const pending = await this.#read({ version: this.#version });
    if (pending) return pending.entries;
    throw new Error(`Secret ${this.#name} has no pending value: createSecret comes first.`);
  }

  async #current() {
    const current = await this.#read({ label: "AWSCURRENT" });
    if (current) return current;
    throw new Error(`Secret ${this.#name} has no value yet: write one before it rotates.`);
  }

  async #read(at: { readonly label?: string; readonly version?: string }) {
    const found = await this.#parts.versions.read(this.#id, at);
    if (!found) return undefined;
    const parsed = this.#rotated.schema.safeParse(json(found.text));
    if (!parsed.success)
      throw new Error(
        `Secret ${this.#name} is malformed. Write it in the shape of handlers/shared/secrets.ts.`,
      );
    return { ...found, entries: new Map(Object.entries(parsed.data)) };
  }

  /** A region that does not know the next credential must not meet it. */
  async #replicated(invocation: Invocation): Promise<void> {
    const laterMs = 12_000;
    while (!(await this.#parts.versions.describe(this.#id)).inSync) {
      if (invocation.getRemainingTimeInMillis() < laterMs)
        throw new Error(
          `Secret ${this.#name} is not in sync with its replica; both credentials stay good, and the rotation goes on when it is tried again.`,
        );
      await this.#parts.pause(500);
    }
  }

  /** Values of the entries for which it went well; the others are in the log. */
  async #each<T>(
    entries: ReadonlyMap<string, Entry>,
    work: (id: string, entry: Entry) => Promise<Outcome<T>>,
  ): Promise<Map<string, T>> {
    const results = new Map<string, T>();
    const waiting = [...entries];
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [id, entry] = next;
        const outcome = await work(id, entry);
        if (outcome.ok) results.set(id, outcome.value);
        else
          this.#parts.log.error(`An entry of secret ${this.#name} could not be rotated. ${outcome.problem}`, {
            entry: id,
          });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return results;
  }

  #insist(well: boolean, what: string): void {
    if (!well)
      throw new Error(
        `Not every entry of secret ${this.#name} could be ${what}; both credentials stay good until it is tried again.`,
      );
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
