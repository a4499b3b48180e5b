/**
 * What a preview cannot know yet. CrossGuard hands a rule properties that throw when one is read whose value only the
 * update will tell. A rule has no verdict then: it speaks once the value is there.
 */

/** @returns what `read` returns; undefined when it needed a value that is not known yet */
export function whenKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isUnknownValue(error)) return undefined;
    throw error;
  }
}

export function isUnknownValue(error: unknown): boolean {
  // The class is not exported; this field is its own.
  return error instanceof Error && "unknownTypeSentinel" in error;
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
