/** Rows of configuration, kept for a while: nearly every request asks for the same ones. */
import type { Clock } from "../shared/clock.ts";

/** A change of configuration is seen within half a minute, and within a whole one where there is a cache. */
export const keepMs = 30_000;
/** Beyond it the oldest is forgotten, so that made-up keys cannot fill the memory. */
const keepAtMost = 500;

/** Callers at the same time share one look-up; one that failed is not kept. */
export function kept<Value>(
  load: (key: string) => Promise<Value>,
  clock: Clock,
): (key: string) => Promise<Value> {
  const all = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();
  return (key) => {
    const known = all.get(key);
    if (known && clock().getTime() < known.until) return known.value;
    const value = load(key);
    all.delete(key);
    all.set(key, { value, until: clock().getTime() + keepMs });
    if (all.size > keepAtMost) all.delete(all.keys().next().value!);
    value.catch(() => all.delete(key));
    return value;
  };
}
