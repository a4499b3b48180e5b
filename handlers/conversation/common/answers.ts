/**
 * Answers to common questions, kept for a while. A key names the tenant, the store and the version of its menu: a change
 * of the menu changes the version, and what was kept of the older one is never asked for again.
 */
import type { Clock } from "../../shared/clock.ts";

export interface CommonAnswers {
  get(key: string): Promise<string | undefined>;
  put(key: string, text: string): Promise<void>;
}

/** What is served depends on the hour, too. */
const keepMs = 5 * 60_000;
const keepAtMost = 500;

/** In the function's own memory. */
export function openCommonAnswers(clock: Clock): CommonAnswers {
  const kept = new Map<string, { readonly text: string; readonly until: number }>();
  return {
    async get(key) {
      const known = kept.get(key);
      return known && clock().getTime() < known.until ? known.text : undefined;
    },
    async put(key, text) {
      kept.delete(key);
      kept.set(key, { text, until: clock().getTime() + keepMs });
      if (kept.size > keepAtMost) kept.delete(kept.keys().next().value!);
    },
  };
}
