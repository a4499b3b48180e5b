/** Runs one of Pulumi's Node.js entry points in a child process, as Pulumi's own language host would. */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { EvaluationError } from "./errors.ts";
import type { Runtime } from "./project.ts";
import type { SharedBuilds } from "./shared-builds.ts";

export interface Start {
  /** The process's folder; its copy of the SDK is the one that runs. */
  readonly dir: string;
  readonly runtime: Runtime;
  /** "@pulumi/pulumi/cmd/run/index.js". */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly onOutput: (stream: "stdout" | "stderr", text: string) => void;
  /** What it has in common with other programs. @default it builds for itself */
  readonly builds?: SharedBuilds;
}

export interface Running {
  /** Null when a signal ended it. */
  readonly exit: Promise<number | null>;
  stop(): void;
}

export function startNode({ dir, runtime, entry, args, env, onOutput, builds }: Start): Running {
  const child = spawn(process.execPath, [...nodeArgs(runtime, builds), resolveFrom(dir, entry), ...args], {
    cwd: dir,
    stdio: ["ignore", "pipe", "pipe", ...(builds ? ["ipc" as const] : [])],
    serialization: "advanced",
    env: {
      ...compileCache(),
      // A bundler in Go that the program starts ends before collecting garbage pays.
      GOGC: "off",
      ...process.env,
      PULUMI_NODEJS_TYPESCRIPT: String(runtime.typescript),
      ...env,
    },
  });
  builds?.serve(child);
  for (const stream of ["stdout", "stderr"] as const)
    child[stream]?.setEncoding("utf8").on("data", (text: string) => onOutput(stream, text));
  return { exit: exitOf(child), stop: () => child.kill() };
}

/** Pulumi's own TypeScript loader steps back where Node is given another, so then the program runs without ours. */
function nodeArgs({ nodeArgs, typescript }: Runtime, builds: SharedBuilds | undefined): string[] {
  const files = ["./lean-sdk.ts", ...(builds ? ["./share-builds.ts"] : [])];
  const preloads = files.flatMap((file) => ["--import", import.meta.resolve(file)]);
  return typescript ? [...nodeArgs] : [...preloads, ...nodeArgs];
}

/** Where Node keeps compiled code by default. Coverage is exact only without it. */
function compileCache(): NodeJS.ProcessEnv {
  if (process.env.NODE_V8_COVERAGE) return {};
  return { NODE_COMPILE_CACHE: path.join(tmpdir(), "node-compile-cache") };
}

function resolveFrom(dir: string, request: string): string {
  try {
    return createRequire(path.join(dir, "package.json")).resolve(request);
  } catch {
    throw new EvaluationError([`${request} is not installed for ${dir}; run npm ci there.`]);
  }
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  // It must not outlive whoever started it.
  const stop = () => child.kill();
  process.once("exit", stop);
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code));
    });
  } finally {
    process.off("exit", stop);
  }
}
