/** What the commands that people run share: how they read numbers, and how they end. */
import { InvalidArgumentError } from "commander";

/** A command that fails says why in a sentence and exits 1. */
export function exitWhenDone(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}

/** A reader of an option's text, for commander. */
export function numberFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`);
  };
}
