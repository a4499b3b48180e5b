/** One twin for all the tests of a mocha process that drive it from outside; stopped after the last. */
import { startTwin, type Twin } from "../../twin/twin.ts";

let started: Promise<Twin> | undefined;

export function sharedTwin(): Promise<Twin> {
  started ??= startTwin();
  return started;
}

let customers = 0;

/** A phone number that no other test uses. */
export function nextPhone(): string {
  return `+551195555${String(++customers).padStart(4, "0")}`;
}

// At the root: after every suite of the process.
after(async () => {
  await (await started)?.stop();
});
