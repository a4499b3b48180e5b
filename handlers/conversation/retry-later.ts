/** Something outside is not ready: the message and those behind it come again in a while, and not after the usual time. */
export class RetryLater extends Error {
  /** @default by how often it came: see `pauseSeconds` */
  readonly seconds: number | undefined;

  constructor(message: string, seconds?: number) {
    super(message);
    this.name = "RetryLater";
    this.seconds = seconds;
  }
}

/** After the first, second, … delivery. */
const pauses = [5, 20, 60, 120];

export function pauseSeconds(receiveCount: number): number {
  return pauses[Math.min(Math.max(receiveCount, 1), pauses.length) - 1]!;
}
