import type { Progress } from "../../twin/engine/evaluate.ts";

/** On stderr, so that stdout holds the result alone. */
export function reportProgress(progress: Progress): void {
  switch (progress.kind) {
    case "done":
      console.error(
        `${progress.stack}: ${progress.resources} resources in ${(progress.milliseconds / 1000).toFixed(1)} s`,
      );
      break;
    case "log":
      console.error(`${progress.stack}: ${progress.severity}: ${progress.message}`);
      break;
    case "output":
      process.stderr.write(progress.text);
      break;
    case "resource":
      break;
  }
}
