/** Turns what Pulumi's runtime logs about a failed program into a sentence. */
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The error's own words and the program's line that they came from.
 * @param logged may begin with Pulumi's "Running program … failed with an unhandled exception:" and end in a stack.
 */
export function explainFailure(logged: string, projectDir: string): string {
  const lines = logged
    .replace(/^Running program '.*' failed with an unhandled exception:\s*/, "")
    .split("\n");
  const frame = lines.findIndex((line) => /^\s+at /.test(line));
  const told = (frame < 0 ? lines : lines.slice(0, frame)).map((line) => line.trim()).filter(Boolean);
  const words = told.join(" ").replace(/^<?(?:Uncaught )?Error: /, "");
  const place = lines
    .slice(Math.max(frame, 0))
    .map((line) => placeIn(line, projectDir))
    .find(Boolean);
  return `${words}${place ? ` (${place})` : ""}`;
}

/** "components/queue.ts:12" when the stack's line is in the project itself. */
function placeIn(line: string, projectDir: string): string | undefined {
  const [, location, row] = /((?:file:\/\/)?\/[^()\s]+):(\d+):\d+\)?$/.exec(line) ?? [];
  if (!location) return undefined;
  const file = location.startsWith("file:") ? fileURLToPath(location) : location;
  const relative = path.relative(projectDir, file);
  return relative.startsWith("..") || relative.includes("node_modules") ? undefined : `${relative}:${row}`;
}
