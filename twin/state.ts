/** The twin's state folder: what the stand-ins remember between two runs. Regions keep their own sub-folders. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";

const Saved = z.object({
  version: z.literal(1),
  twilio: z.looseObject({ accounts: z.array(z.unknown()), conversations: z.array(z.unknown()) }),
  asaas: z.looseObject({ accounts: z.array(z.unknown()), webhooks: z.array(z.unknown()) }),
  pos: z.looseObject({ tenants: z.array(z.unknown()), orders: z.array(z.unknown()) }),
});

export interface Snapshots {
  readonly twilio: unknown;
  readonly asaas: unknown;
  readonly pos: unknown;
}

export interface StateFolder {
  readonly saved: Snapshots | undefined;
  /** Where a region keeps its tables, queues and objects. */
  regionDir(region: string): string;
  /** Written whole and then moved into place, so that a crash leaves the previous state. */
  save(snapshots: Snapshots): Promise<void>;
}

/** Opens or creates the folder. Throws a sentence when what lies there cannot be read. */
export async function openStateFolder(dir: string): Promise<StateFolder> {
  const file = path.join(dir, "twin.json");
  await mkdir(dir, { recursive: true }).catch((error: Error) => {
    throw new Error(
      `The state folder ${dir} cannot be created (${error.message}). Give another with --state.`,
    );
  });
  return {
    saved: await readSaved(file),
    regionDir: (region) => path.join(dir, region),
    async save(snapshots) {
      const draft = `${file}.new`;
      await writeFile(draft, JSON.stringify({ version: 1, ...snapshots }));
      await rename(draft, file);
    },
  };
}

async function readSaved(file: string): Promise<Snapshots | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw unreadable(file, error.message);
  });
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
  const parsed = Saved.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unreadable(file, `${issue?.path.join(".") || "the document"}: ${issue?.message}`);
  }
  return parsed.data;
}

function unreadable(file: string, why: string): Error {
  return new Error(
    `The state in ${file} cannot be read (${why}). Move that folder away, or give another with --state.`,
  );
}
