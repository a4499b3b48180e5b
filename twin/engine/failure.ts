/** Turns what Pulumi's runtime says about a failed program into a sentence. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

/**
 * The error's own words and the program's line that they came from.
 * @param logged may begin with Pulumi's "Running program … failed with an unhandled exception:" and end in a stack.
 */
export function explainFailure(logged: string, projectDir: string): string {
  const lines = stripVTControlCharacters(logged)
    .replace(/^Running program '.*' failed with an unhandled exception:\s*/, "")
    .split("\n");
  const frame = lines.findIndex((line) => /^\s+at /.test(line));
  // Each resource that waits for what failed says so in front of the reason.
  const told = joined(frame < 0 ? lines : lines.slice(0, frame)).replace(
    /(error serializing property "[^"]*": )+/g,
    "",
  );
  const place = lines.map((line) => placeIn(line, projectDir)).find(Boolean);
  return `${told.replace(/^(<ref \*\d+> )?(Uncaught )?Error: /, "")}${place ? ` (${place})` : ""}`;
}

/** The end of a program that told the engine nothing: what it printed says why. */
export function explainExit(code: number | null, output: string): string {
  const plain = stripVTControlCharacters(output);
  const waiting = [...plain.matchAll(/^ {2}\* (".*)$/gm)].map(([, what]) => what);
  if (waiting.length) return `the program ended while ${waiting.join(", and ")}, which never comes.`;
  const last = joined(plain.trim().split("\n").slice(-3));
  const how = code === null ? "was killed" : `ended with exit code ${code}`;
  return `the program ${how}${last ? `: ${last}` : " and said nothing."}`;
}

function joined(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .filter(Boolean)
    .join(" ");
}

/** "components/queue.ts:12" when the stack's line is in the project itself. */
function placeIn(line: string, projectDir: string): string | undefined {
  const [, location, row] = /^\s+at .*?((?:file:\/\/)?\/[^()\s]+):(\d+):\d+\)?$/.exec(line) ?? [];
  if (!location) return undefined;
  const file = location.startsWith("file:") ? fileURLToPath(location) : location;
  const relative = path.relative(projectDir, file);
  return relative.startsWith("..") || relative.includes("node_modules") ? undefined : `${relative}:${row}`;
}
