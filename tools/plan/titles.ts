/** The titles of all tests, as mocha would run them: it loads the files and runs none. */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import * as z from "zod";

const Report = z.object({ tests: z.array(z.object({ fullTitle: z.string() })) });

/** @throws a sentence when the test files cannot be loaded */
export async function testTitles(root: string): Promise<ReadonlySet<string>> {
  const mocha = path.join(root, "node_modules/mocha/bin/mocha.js");
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [mocha, "--dry-run", "--reporter", "json"],
      { cwd: root, maxBuffer: 64 * 1024 * 1024 },
    );
    const report = Report.parse(JSON.parse(stdout.slice(stdout.indexOf("{"))));
    return new Set(report.tests.map(({ fullTitle }) => fullTitle));
  } catch (error) {
    throw new Error(
      `The tests cannot be listed: ${(error as Error).message.split("\n").slice(0, 6).join("\n")}`,
    );
  }
}
