/** Keeps a region's messages in a file, so that a restart finds them. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { Message } from "./message.ts";
import type { Store } from "./store.ts";

const saveEveryRealMs = 2_000;

const message = z.looseObject({
  id: z.string(),
  body: z.string(),
  state: z.enum(["ready", "delayed", "inFlight"]),
  sentAt: z.number(),
}) as unknown as z.ZodType<Message>;

const saved = z.object({
  version: z.literal(1),
  sequence: z.string(),
  queues: z.record(
    z.string(),
    z.object({
      messages: z.array(message),
      deduplication: z.array(z.object({ key: z.string(), until: z.number(), message })),
    }),
  ),
});

/**
 * Loads what the folder holds and saves, every two seconds of real time, what has changed since.
 * @returns what saves and ends it.
 * @throws Error a sentence, when the file cannot be read.
 */
export function persist(store: Store, dir: string): () => void {
  const file = path.join(dir, "sqs.json");
  mkdirSync(dir, { recursive: true });
  load(store, file);
  let dirty = false;
  store.onChange = () => {
    dirty = true;
  };
  const save = () => {
    if (!dirty) return;
    dirty = false;
    writeFileSync(`${file}.new`, JSON.stringify(snapshot(store)));
    renameSync(`${file}.new`, file);
  };
  const timer = setInterval(save, saveEveryRealMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    save();
  };
}

function snapshot(store: Store): z.infer<typeof saved> {
  const queues = [...store.queues.values()].map((queue) => {
    const deduplication = [...queue.deduplication].map(([key, entry]) => ({ key, ...entry }));
    return [queue.name, { messages: [...queue.messages.values()], deduplication }];
  });
  return { version: 1, sequence: String(store.sequence), queues: Object.fromEntries(queues) };
}

function load(store: Store, file: string): void {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw unreadable(file, error);
  }
  const found = parse(file, text);
  store.sequence = BigInt(found.sequence);
  for (const [name, { messages, deduplication }] of Object.entries(found.queues)) {
    const queue = store.queues.get(name);
    if (!queue) continue;
    for (const entry of messages) queue.add(entry);
    for (const { key, ...entry } of deduplication) queue.deduplication.set(key, entry);
  }
}

function parse(file: string, text: string): z.infer<typeof saved> {
  try {
    return saved.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): Error {
  const why = error instanceof z.ZodError ? error.issues[0]?.message : (error as Error).message;
  return new Error(
    `The queues saved in ${file} cannot be read (${why}). Move that file away, or give another state folder.`,
  );
}
