import { execFile } from "node:child_process";
import path from "node:path";

/** Runs a command of `tools/` as npm would, and never rejects. */
export function runTool(
  name: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const tool = path.resolve(import.meta.dirname, "../../../tools", `${name}.ts`);
  return new Promise((resolve) => {
    execFile(process.execPath, [tool, ...args], { maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}
