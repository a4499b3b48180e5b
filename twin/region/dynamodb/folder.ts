/** The folder on disk that a region's tables live in. */
import { mkdir } from "node:fs/promises";
import type { Store } from "./dynalite.ts";

/** @throws a sentence when another twin holds the folder, or what lies there is no database */
export async function openFolder(store: Store, dataDir: string | undefined): Promise<void> {
  try {
    if (dataDir) await mkdir(dataDir, { recursive: true });
    await store.db.open();
  } catch (error) {
    const cause = ((error as Error).cause ?? error) as { code?: string; message: string };
    if (cause.code === "LEVEL_LOCKED") {
      throw new Error(
        `The tables in ${dataDir} are in use by another running twin. Stop it, or give another folder with --state.`,
      );
    }
    throw new Error(
      `The tables in ${dataDir} cannot be read (${cause.message}). Move that folder away, or give another with --state.`,
    );
  }
}
