/**
 * Which of two writes of an item is the later one. DynamoDB keeps such a time with every item of a global table and
 * lets the last writer win; a delete leaves its version behind as a tombstone, so that an older write cannot undo it.
 */
export interface Version {
  /** Microseconds since the epoch. */
  readonly at: number;
  /** Region that wrote; decides between two writes of the same microsecond. */
  readonly region: string;
  readonly deleted?: boolean;
}

export function newer(candidate: Version, than: Version | undefined): boolean {
  if (!than) return true;
  return candidate.at !== than.at ? candidate.at > than.at : candidate.region > than.region;
}

export const versionsOf = (table: string) => `version-${table}~`;
export const versionKey = (table: string, storageKey: string) => versionsOf(table) + storageKey;
