/**
 * What a preview cannot know yet. CrossGuard hands a rule properties that throw when one is read whose value only the
 * update will tell. A rule has no verdict on it then: it speaks once the value is there.
 */

/** Stands for such a value in what `read` returns to itself. */
export const notKnown = Symbol("not known before the update");

export class NotKnownYet extends Error {}

/** @returns what `read` returns; undefined when it needed a value that is not known yet */
export function whenKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isUnknownValue(error)) return undefined;
    throw error;
  }
}

/** Whether a value is there: known and not empty, or one that the update will tell. */
export function isSet(read: () => unknown): boolean {
  try {
    return Boolean(read());
  } catch (error) {
    if (isUnknownValue(error)) return true;
    throw error;
  }
}

export function isUnknownValue(error: unknown): boolean {
  // CrossGuard does not export its class; this field is its own.
  return error instanceof NotKnownYet || (error instanceof Error && "unknownTypeSentinel" in error);
}

/** A copy of some properties, with `notKnown` in place of what throws. */
export function plain(
  props: Readonly<Record<string, unknown>>,
  keys = Object.keys(props),
): Record<string, unknown> {
  return Object.fromEntries(
    keys.filter((key) => Object.hasOwn(props, key)).map((key) => [key, copied(() => props[key])]),
  );
}

function copied(read: () => unknown): unknown {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    if (isUnknownValue(error)) return notKnown;
    throw error;
  }
  if (Array.isArray(value))
    return Array.from({ length: value.length }, (_, index) => copied(() => value[index]));
  return typeof value === "object" && value !== null ? plain(value as Record<string, unknown>) : value;
}
